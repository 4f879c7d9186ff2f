"""PNG images between Pillow and sigmoid's library.

    interop_png.py write FOLDER     images of every kind, and expected.json: what each is as grey
    interop_png.py check FOLDER     that Pillow reads ours, named in ours.json, to the same bytes

Grey is 0.299 R + 0.587 G + 0.114 B, on white paper where alpha lets it through, rounded.
"""

import json
import os
import random
import struct
import sys
import zlib

from PIL import Image

WIDTH, HEIGHT = 23, 17
COUNT = WIDTH * HEIGHT
CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}


def grey(colour, greatest, alpha=None):
    """The value of one pixel from its samples, each from 0 to `greatest`."""
    weights = (0.299, 0.587, 0.114) if len(colour) == 3 else (1,)
    value = sum(weight * sample for weight, sample in zip(weights, colour)) / greatest
    opaque = 1 if alpha is None else alpha / greatest
    return int(255 * (value * opaque + 1 - opaque) + 0.5)


def raw_png(path, colour_type, depth, samples):
    """For the kinds that Pillow reads but does not write. `samples`: row after row."""
    bits_a_row = WIDTH * CHANNELS[colour_type] * depth
    per_row = len(samples) // HEIGHT
    data = b""
    for y in range(HEIGHT):
        bits = "".join(f"{sample:0{depth}b}" for sample in samples[y * per_row:(y + 1) * per_row])
        row = int(bits.ljust(-(-bits_a_row // 8) * 8, "0"), 2)
        data += b"\0" + row.to_bytes(-(-bits_a_row // 8), "big")

    def chunk(kind, content):
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, colour_type, 0, 0, 0)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
                   + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b""))


def write(folder):
    source = random.Random(7)
    expected = []

    def path(name):
        return os.path.join(folder, name)

    def draw(channels, greatest=255):
        return [tuple(source.randint(0, greatest) for _ in range(channels)) for _ in range(COUNT)]

    def expect(name, pixels, tolerance=1):
        expected.append({"name": name, "width": WIDTH, "height": HEIGHT, "tolerance": tolerance,
                         "pixels": pixels})

    def save(name, mode, pixels, **options):
        image = Image.new(mode, (WIDTH, HEIGHT))
        image.putdata([pixel[0] if len(pixel) == 1 else pixel for pixel in pixels])
        image.save(path(name), **options)

    pixels = draw(1)
    save("grey8.png", "L", pixels)
    expect("grey8.png", [grey(pixel, 255) for pixel in pixels], tolerance=0)
    save("grey8-transparent.png", "L", pixels, transparency=pixels[0][0])
    expect("grey8-transparent.png",
           [255 if pixel == pixels[0] else pixel[0] for pixel in pixels], tolerance=0)
    pixels = [(255 * pixel[0],) for pixel in draw(1, 1)]
    save("grey1.png", "1", pixels)
    expect("grey1.png", [pixel[0] for pixel in pixels], tolerance=0)
    pixels = draw(1, 65535)
    save("grey16.png", "I;16", pixels)
    expect("grey16.png", [grey(pixel, 65535) for pixel in pixels])
    pixels = draw(2)
    save("grey-alpha8.png", "LA", pixels)
    expect("grey-alpha8.png", [grey(pixel[:1], 255, pixel[1]) for pixel in pixels])
    pixels = draw(3)
    save("rgb8.png", "RGB", pixels)
    expect("rgb8.png", [grey(pixel, 255) for pixel in pixels])
    # Not from a formula of ours: Pillow's own conversion, which is this one.
    with Image.open(path("rgb8.png")) as image:
        expect("rgb8.png", list(image.convert("L").tobytes()), tolerance=0)
    pixels = draw(4)
    save("rgba8.png", "RGBA", pixels)
    expect("rgba8.png", [grey(pixel[:3], 255, pixel[3]) for pixel in pixels])

    for bits in (1, 2, 4, 8):
        palette = [tuple(source.randint(0, 255) for _ in range(3)) for _ in range(1 << bits)]
        alphas = [source.randint(0, 255) for _ in palette]
        indices = draw(1, len(palette) - 1)
        for name, options in ((f"palette{bits}.png", {}),
                              (f"palette{bits}-alpha.png", {"transparency": bytes(alphas)})):
            image = Image.new("P", (WIDTH, HEIGHT))
            image.putpalette([sample for colour in palette for sample in colour])
            image.putdata([index[0] for index in indices])
            image.save(path(name), bits=bits, **options)
            expect(name, [grey(palette[index[0]], 255, alphas[index[0]] if options else None)
                          for index in indices])

    for bits in (2, 4):
        name, pixels = f"grey{bits}.png", draw(1, (1 << bits) - 1)
        raw_png(path(name), 0, bits, [sample for pixel in pixels for sample in pixel])
        values = [grey(pixel, (1 << bits) - 1) for pixel in pixels]
        with Image.open(path(name)) as image:
            assert list(image.convert("L").tobytes()) == values, name
        expect(name, values, tolerance=0)
    for name, colour_type in (("grey-alpha16.png", 4), ("rgb16.png", 2), ("rgba16.png", 6)):
        pixels = draw(CHANNELS[colour_type], 65535)
        raw_png(path(name), colour_type, 16, [sample for pixel in pixels for sample in pixel])
        with Image.open(path(name)) as image:
            image.load()
        has_alpha = colour_type & 4
        expect(name, [grey(pixel[:-1] if has_alpha else pixel, 65535,
                           pixel[-1] if has_alpha else None) for pixel in pixels])

    with open(path("expected.json"), "w") as file:
        json.dump(expected, file)


def check(folder):
    with open(os.path.join(folder, "ours.json")) as file:
        images = json.load(file)
    for one in images:
        with Image.open(os.path.join(folder, one["name"])) as image:
            assert image.format == "PNG" and image.mode == "L", one["name"]
            assert image.size == (one["width"], one["height"]), one["name"]
            assert list(image.tobytes()) == one["pixels"], one["name"]
    print(len(images))


if __name__ == "__main__":
    {"write": write, "check": check}[sys.argv[1]](sys.argv[2])
