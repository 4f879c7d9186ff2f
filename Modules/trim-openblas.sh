#!/bin/sh
# Copies OpenBLAS's archive without what the command never runs, which is more than half of it: the kernels
# for complex numbers, and those for CPUs whose place another CPU's can take. Nothing that is left changes.
# Usage: trim-openblas.sh ARCHIVE COPY; ends with an error, and without COPY, where it cannot.
set -eu
archive=$1
copy=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A CPU has a table of kernels, gotoblas_CPU; the one that finds out the CPU refers to all tables.
(cd "$work" && ar x "$archive" dynamic.o)
tables=$(nm "$work/dynamic.o" | sed -n 's/.* U gotoblas_\([A-Z0-9_]*\)$/\1/p')
[ -n "$tables" ]

# CPUs that are no longer made take the kernels of the nearest whose instructions they all have. Those
# that are made keep their own: other kernels add up in another order, to other bits.
instead() {
  case $1 in
    CORE2 | PENRYN | DUNNINGTON | ATOM | NANO | OPTERON | OPTERON_SSE3 | BARCELONA | BOBCAT)
      echo PRESCOTT ;;
    BULLDOZER | PILEDRIVER | STEAMROLLER) echo SANDYBRIDGE ;;
    EXCAVATOR) echo HASWELL ;;
    *) echo "$1" ;;
  esac
}
kept=
: > "$work/members"
ar t "$archive" > "$work/all"
for cpu in $tables; do
  other=$(instead "$cpu")
  if [ "$other" = "$cpu" ]; then
    kept="$kept${kept:+|}$cpu"
  else
    case " $(echo $tables) " in *" $other "*) ;; *) exit 1 ;; esac
    objcopy --redefine-sym "gotoblas_$cpu=gotoblas_$other" "$work/dynamic.o"
    grep "_$cpu\.o\$" "$work/all" >> "$work/members"
  fi
done

# Objects that define kernels for complex numbers alone; in their place all names lead to one trap.
complex="i?[cz][A-Za-z0-9_]*_($kept)"
nm --defined-only -A "$archive" 2> "$work/faults" \
  | sed -E -n 's/^.*:([^:]*\.o):[0-9a-f]* [A-Z] ([^ ]*)$/\1 \2/p' > "$work/symbols"
awk -v complex="^$complex\$" '
  { defines[$1] = defines[$1] " " $2; if ($2 !~ complex) other[$1] = 1 }
  END { for (member in defines) if (!(member in other)) print member defines[member] }
' "$work/symbols" > "$work/complex"
cut -d ' ' -f 1 "$work/complex" >> "$work/members"
{
  echo 'static void trap(void) { __builtin_trap(); }'
  cut -d ' ' -f 2- "$work/complex" | tr ' ' '\n' | sort -u \
    | sed 's/.*/void &(void) __attribute__((alias("trap")));/'
} > "$work/complex.c"
clang -c -O1 -o "$work/complex_kernels.o" "$work/complex.c"

cp "$archive" "$work/copy.a"
xargs ar d "$work/copy.a" < "$work/members"
ar r "$work/copy.a" "$work/dynamic.o" "$work/complex_kernels.o"
mv "$work/copy.a" "$copy"
