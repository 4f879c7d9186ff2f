# Targets for people and for CI; `make help` lists them.

PREFIX ?= /usr/local
CONFIGURATION := release
COMMAND := .build/$(CONFIGURATION)/sigmoid
BIN := $(DESTDIR)$(PREFIX)/bin
SHARE := $(DESTDIR)$(PREFIX)/share
BASH := $(SHARE)/bash-completion/completions
ZSH := $(SHARE)/zsh/site-functions
FISH := $(SHARE)/fish/vendor_completions.d
LINK_EXAMPLE := --package-path Tests/LinkExample --scratch-path .build/link-example
SWIFT_SOURCES := Package.swift Sources Tests

# What the build needs, by Debian's names, and the pkg-config name that shows that it is there.
DEBIAN_PACKAGES := pkg-config libopenblas-dev liblapacke-dev libdeflate-dev libpng-dev zlib1g-dev \
  libzstd-dev liblzma-dev libbz2-dev curl
PKG_CONFIG_NAMES := openblas lapacke libdeflate libpng zlib libzstd liblzma
# Debian has no pkg-config file of bzip2: its library and its header.
PLAIN_LIBRARIES := -lbz2
PLAIN_HEADERS := bzlib.h
ARCHIVES := .build/archives

# Python packages that write what the tests read, and read what they write; a test whose package
# cannot be had says so and is left out.
TEST_PEERS := safetensors numpy pandas scikit-learn pillow onnx onnxruntime skl2onnx

# What `make bench` compares with, by the names of Python packages; it does without the optional ones.
# Measurements are in Tests/Benchmarks, and what the tests run of other tools in Tests/Peers.
# BENCH has further options of Tests/Benchmarks/bench.py, such as BENCH='--quick --only epochs'.
PEERS := numpy jax scikit-learn safetensors threadpoolctl
OPTIONAL_PEERS = scikit-learn-intelex liblinear-official statsmodels \
  $(if $(findstring processes,$(BENCH)),dask-ml pyspark)
BENCH ?=

# OpenBLAS chooses its kernels for the CPU; these variables would overrule it.
unexport OPENBLAS_CORETYPE OPENBLAS_L2_SIZE

# How long `make fuzz` tries each parser, and which (all unless told): make fuzz SECONDS=300 PARSERS=npz
SECONDS ?= 20
PARSERS ?=
# Coverage and memory errors, in Swift and in C. Debian's gold cannot link what the sanitizers add.
FUZZ := -c release --traits Fuzz --product fuzz --scratch-path .build/fuzz \
  -Xswiftc -sanitize=fuzzer,address -Xcc -fsanitize=fuzzer-no-link,address \
  -Xswiftc -Xclang-linker -Xswiftc -fuse-ld=lld

# How long `make soak` runs.
MINUTES ?= 20

# How many random problems `make sweep` draws, and from which seed; SWEEP has further options of
# Tests/Sweep, such as SWEEP='--only 17'.
PROBLEMS ?= 100000
SEED ?= $(or $(SIGMOID_TEST_SEED),1)
SWEEP ?=
RUN_SWEEP := .build/release/sweep

# Processes that train together need an MPI; everything else is built without.
MPI_PACKAGES := libopenmpi-dev openmpi-bin

# The command that tests run is optimised and, where there is an MPI, built with it: its scratch folder
# and its trait. Asked when it is needed, since `make test` installs an MPI first.
TESTED_MPI = $(shell pkg-config --exists mpi-c && echo ,MPI)
TESTED_FOLDER = .build$(if $(TESTED_MPI),/mpi)
TESTED = $(BUILD)$(TESTED_MPI) --scratch-path $(TESTED_FOLDER)
TESTED_COMMAND = $(TESTED_FOLDER)/$(CONFIGURATION)/sigmoid

# Some tests at a time, beside others: what each run of tests has in common.
SWIFT_TEST = swift test --skip-build --ignore-lock --traits Command
# Tests that measure; they run alone.
MEASURED := enginesAgreeAndAreFaster|itIsSmallAndQuick
# The output of a run of tests comes whole, where this make can.
SIDE_BY_SIDE = $(MAKE) $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

.PHONY: help train test interop mpi build archives test-tools test-bundle tested-command test-peers \
  test-command test-rooms test-matrix test-products test-measured compare bench docs manual install \
  uninstall format lint clean packages fuzz sanitize soak sweep test-sweep test-coverage

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

train: build ## install what is missing, build, get MNIST, and train
	$(COMMAND) train

test-command test-rooms test-matrix test-measured interop: \
  export SIGMOID_COMMAND = $(CURDIR)/$(TESTED_COMMAND)
test-command test-rooms test-matrix test-measured interop: \
  export SIGMOID_PEERS := $(CURDIR)/.build/peers/bin/python

test: packages test-tools ## the same set-up, then all tests
	+$(SIDE_BY_SIDE) -j3 test-bundle tested-command test-peers
	+$(SIDE_BY_SIDE) -j3 test-command test-rooms test-matrix test-products test-sweep test-coverage
	$(MAKE) test-measured

# Swift without optimisation, for its checks; the C kernels with it, as they always are.
test-bundle:
	swift build --build-tests --traits Command -Xcc -O2

tested-command: archives
	$(TESTED) --product sigmoid
	$(TESTED) --product sweep
	$(TESTED) --product coverage

test-peers:
	sh Tests/Peers/prepare.sh $(TEST_PEERS) || true

test-command:
	$(SWIFT_TEST) --filter 'CommandTests|PeerConformance'

test-rooms:
	$(SWIFT_TEST) --skip 'CommandTests|PeerConformance|MNISTTests'

test-matrix:
	$(SWIFT_TEST) --filter MNISTTests --skip '$(MEASURED)'

test-products:
	swift test $(LINK_EXAMPLE)
	swift run $(LINK_EXAMPLE) --skip-build CoreExample

test-sweep:
	$(TESTED_FOLDER)/$(CONFIGURATION)/sweep --self-test
	$(TESTED_FOLDER)/$(CONFIGURATION)/sweep --problems 2000 --seed $(SEED)

# How often intervals of data sets that are drawn have the truth.
test-coverage:
	$(TESTED_FOLDER)/$(CONFIGURATION)/coverage --sets 10000 --profiles 1000 --seed $(SEED)

test-measured:
	$(SWIFT_TEST) --no-parallel --filter '$(MEASURED)'

interop: packages test-bundle tested-command test-peers ## only the tests against other tools' files
	$(SWIFT_TEST) --filter 'Interop|Peer'

# What tests look at pages with, other languages' conventions, and an MPI; without them they say so and
# pass by.
test-tools:
	@if command -v chromium >/dev/null && command -v chromedriver >/dev/null \
	  && pkg-config --exists mpi-c && [ -e /usr/share/i18n/locales/de_DE ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -q >/dev/null && apt-get install -q -y --no-install-recommends \
	    chromium chromium-driver librsvg2-bin locales $(MPI_PACKAGES) >/dev/null || true; \
	fi

# The libraries are part of the command, Swift's own too: it starts in less than half the time, and runs
# where none of them is installed.
BUILD = PKG_CONFIG_PATH="$(CURDIR)/$(ARCHIVES)$${PKG_CONFIG_PATH:+:$$PKG_CONFIG_PATH}" \
  swift build -c $(CONFIGURATION) --static-swift-stdlib $(LINKING) --traits Command
# Swift lets an executable export all its symbols, a twentieth of its size; nothing is loaded into this one.
LINKING := $(if $(filter Linux,$(shell uname)),-Xlinker --no-export-dynamic)

build: packages archives ## build the command, optimised
	$(BUILD) --product sigmoid

# The build does not see that an archive has changed; what was linked with the old one goes.
archives:
	sh Modules/archives.sh $(ARCHIVES) $(PKG_CONFIG_NAMES) $(PLAIN_LIBRARIES)
	@for command in $(COMMAND) .build/mpi/$(CONFIGURATION)/sigmoid; do \
	  [ "$$command" -nt $(ARCHIVES)/libopenblas.a ] || rm -f "$$command"; done

mpi: packages archives ## build the command with MPI, as .build/mpi/release/sigmoid
	@pkg-config --exists mpi-c || { \
	  as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
	  $$as_root apt-get update -q && $$as_root env DEBIAN_FRONTEND=noninteractive \
	    apt-get install -q -y --no-install-recommends $(MPI_PACKAGES); \
	} || { echo "error: expected an MPI that pkg-config knows as mpi-c, found none; install" \
	  "$(MPI_PACKAGES), or MPICH, and try again" >&2; exit 1; }
	$(BUILD),MPI --scratch-path .build/mpi --product sigmoid

compare: build ## the engines side by side
	$(COMMAND) compare

bench: build ## ratios against other tools, in a virtual environment under .build
	sh Tests/Peers/prepare.sh $(PEERS)
	@for peer in $(OPTIONAL_PEERS); do sh Tests/Peers/prepare.sh $$peer || true; done
	PYTHONDONTWRITEBYTECODE=1 .build/peers/bin/python Tests/Benchmarks/bench.py $(COMMAND) $(BENCH)

# Symbols of the whole library, and the articles; a link to nowhere is an error.
docs: packages ## build the documentation, as .build/docs
	mkdir -p .build/docs-build/symbols
	swift build --target Sigmoid --scratch-path .build/docs-build -Xswiftc -emit-symbol-graph \
	  -Xswiftc -emit-symbol-graph-dir -Xswiftc "$(CURDIR)/.build/docs-build/symbols" \
	  -Xswiftc -symbol-graph-minimum-access-level -Xswiftc public
	$$(dirname "$$(command -v swift)")/docc convert Sources/Sigmoid/Sigmoid.docc \
	  --additional-symbol-graph-dir .build/docs-build/symbols --output-dir .build/docs \
	  --fallback-display-name Sigmoid --fallback-bundle-identifier sigmoid >.build/docs.log 2>&1 \
	  || { cat .build/docs.log >&2; exit 1; }
	@! grep -E '^(warning|error):' .build/docs.log | grep -v 'is missing documentation'

# The manual page is made by the tool of swift-argument-parser from what the command says of itself.
manual: build
	$(BUILD) --product generate-manual
	mkdir -p .build/manual
	.build/$(CONFIGURATION)/generate-manual $(COMMAND) --output-directory .build/manual

install: manual ## install the command, its manual page and shell completions under PREFIX
	install -d "$(BIN)" "$(SHARE)/man/man1" "$(BASH)" "$(ZSH)" "$(FISH)"
	install -s -m 755 $(COMMAND) "$(BIN)/sigmoid"
	install -m 644 .build/manual/sigmoid.1 "$(SHARE)/man/man1/sigmoid.1"
	$(COMMAND) --generate-completion-script bash > "$(BASH)/sigmoid"
	$(COMMAND) --generate-completion-script zsh > "$(ZSH)/_sigmoid"
	$(COMMAND) --generate-completion-script fish > "$(FISH)/sigmoid.fish"

uninstall: ## remove what install put under PREFIX
	rm -f "$(BIN)/sigmoid" "$(SHARE)/man/man1/sigmoid.1" "$(BASH)/sigmoid" "$(ZSH)/_sigmoid" \
	  "$(FISH)/sigmoid.fish"

format: ## format the sources
	swift format --in-place --parallel --recursive $(SWIFT_SOURCES)

lint: ## check the format of the sources, and that nothing in them is unsafe without need
	swift format lint --strict --parallel --recursive $(SWIFT_SOURCES)
	sh Tests/strict.sh

fuzz: packages ## try every parser with inputs that a fuzzer makes, SECONDS each
	swift build $(FUZZ)
	sh Tests/Fuzz/fuzz.sh "$$(swift build $(FUZZ) --show-bin-path)/fuzz" .build/fuzz-corpora \
	  $(SECONDS) $(PARSERS)

sanitize: packages ## the tests under the address, undefined behaviour and thread sanitizers
	sh Tests/sanitize.sh

soak: build ## fit, save, load and predict for MINUTES in one process: the same results and memory
	$(BUILD) --product soak
	.build/$(CONFIGURATION)/soak $(MINUTES)

# Where REFERENCE_DIR and CASES_DIR name folders of known optima, the oracle is tried on them too.
sweep: build ## PROBLEMS random fits, each claim of which an oracle of another precision judges
	$(BUILD) --product sweep
	$(RUN_SWEEP) --self-test
	$(RUN_SWEEP) --problems $(PROBLEMS) --seed $(SEED) $(SWEEP)

clean: ## remove everything that was built
	rm -rf .build .build-*

packages:
	@command -v swift >/dev/null || { \
	  echo "error: no swift on the PATH; install a Swift 6.2 toolchain or newer from" \
	    "https://www.swift.org/install and try again" >&2; exit 1; }
	@if command -v curl >/dev/null && command -v pkg-config >/dev/null \
	  && pkg-config --exists $(PKG_CONFIG_NAMES) \
	  && printf '#include <stdio.h>\n#include <%s>\n' $(PLAIN_HEADERS) \
	    | clang -E - >/dev/null 2>&1; then exit 0; fi; \
	as_root=; [ "$$(id -u)" = 0 ] || as_root=sudo; \
	if command -v apt-get >/dev/null && { [ -z "$$as_root" ] || command -v sudo >/dev/null; }; then \
	  echo "installing $(DEBIAN_PACKAGES)"; \
	  $$as_root apt-get update -q \
	    && $$as_root env DEBIAN_FRONTEND=noninteractive \
	      apt-get install -q -y --no-install-recommends $(DEBIAN_PACKAGES) && exit 0; \
	fi; \
	echo "error: expected the system packages $(DEBIAN_PACKAGES), found some missing," \
	  "and could not install them here; install them and try again" >&2; exit 1
