#!/bin/sh
# Makes FOLDER, and in it pkg-config files by which a build takes the archives of the libraries: the
# command starts in half the time when it has them in itself, and runs where they are not installed.
# A library without an archive stays a shared one.
# Usage: archives.sh FOLDER PKG_CONFIG_NAME... -lLIBRARY...; FOLDER is relative to where one builds, no
# spaces. A library without a pkg-config file is looked for where those with one are.
set -eu
folder=$1
shift
mkdir -p "$folder"
find "$folder" -mindepth 1 ! -name 'libopenblas.*' -delete
trim=$(dirname "$0")/trim-openblas.sh
from=$(for name in "$@"; do
  case $name in -l*) ;; *) pkg-config --variable=libdir "$name" ;; esac
done | sort -u)
for name in "$@"; do
  case $name in
  -l*) libraries=$name ;;
  *) libraries=$(pkg-config --libs-only-l "$name") ;;
  esac
  for library in $libraries; do
    for place in $from; do
      archive=$place/lib${library#-l}.a
      [ -e "$archive" ] || continue
      copy=$folder/${archive##*/}
      if [ "$library" = -lopenblas ]; then
        # What the copy of an earlier build was made of, and by what.
        sums=$(cat "$archive" "$trim" | cksum)
        made=$folder/libopenblas.made-of
        [ ! -e "$copy" ] || [ "$(cat "$made" 2>/dev/null)" != "$sums" ] || continue
        if sh "$trim" "$archive" "$copy" >/dev/null 2>&1; then
          echo "$sums" > "$made"
          continue
        fi
        rm -f "$made"
      fi
      ln -sf "$archive" "$copy"
    done
  done
  case $name in -l*) continue ;; esac
  cat > "$folder/$name.pc" <<END
Name: $name
Description: $name, its archive first
Version: $(pkg-config --modversion "$name")
Cflags: $(pkg-config --cflags "$name")
Libs: -L$folder $(pkg-config --libs "$name")
END
done
