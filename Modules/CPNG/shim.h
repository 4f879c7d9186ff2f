/// PNG files in memory, through libpng.
///
/// libpng reports errors by longjmp, which must not pass through Swift: every function here
/// catches it and returns false, with libpng's words in `message`.
#ifndef CPNG_SHIM_H
#define CPNG_SHIM_H

#include <png.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// One file while it is read. The bytes are the caller's, and stay where they are.
struct cpng_reader {
    const uint8_t *bytes;
    size_t count;
    size_t position; ///< bytes that libpng has taken
    png_structp png;
    png_infop info;
    uint32_t width;
    uint32_t height;
    uint32_t bits_per_pixel; ///< as stored
    bool interlaced;
    uint32_t channels;       ///< of a row as it is handed out: 1…4
    uint32_t sample_bytes;   ///< of a channel of such a row: 1, or 2 of which the first is high
    uint32_t palette_count;  ///< 0 when the samples are no indices
    uint8_t palette[256][4]; ///< red, green, blue, alpha of each index
    char warning[96];
    char message[256];
};

static inline void cpng_fail(png_structp png, png_const_charp text) {
    struct cpng_reader *reader = (struct cpng_reader *)png_get_error_ptr(png);
    // What is wrong with a header is a warning, before an error that only says that it is wrong.
    const char *detail = reader->warning;
    snprintf(reader->message, sizeof reader->message, *detail ? "%s (%s)" : "%s", text, detail);
    png_longjmp(png, 1);
}

static inline void cpng_note(png_structp png, png_const_charp text) {
    struct cpng_reader *reader = (struct cpng_reader *)png_get_error_ptr(png);
    snprintf(reader->warning, sizeof reader->warning, "%s", text);
}

static inline void cpng_take(png_structp png, png_bytep target, size_t count) {
    struct cpng_reader *reader = (struct cpng_reader *)png_get_io_ptr(png);
    if (count > reader->count - reader->position) png_error(png, "the file ends too early");
    memcpy(target, reader->bytes + reader->position, count);
    reader->position += count;
}

static inline void cpng_close(struct cpng_reader *reader) {
    if (reader->png) png_destroy_read_struct(&reader->png, &reader->info, NULL);
    free(reader);
}

/// Null when there is no memory.
static inline struct cpng_reader *cpng_open(const void *bytes, size_t count) {
    struct cpng_reader *reader = (struct cpng_reader *)calloc(1, sizeof *reader);
    if (!reader) return NULL;
    reader->bytes = (const uint8_t *)bytes;
    reader->count = count;
    reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, cpng_fail, cpng_note);
    if (reader->png) reader->info = png_create_info_struct(reader->png);
    if (reader->info) return reader;
    cpng_close(reader);
    return NULL;
}

/// Reads up to the first pixel. Nothing of the image's size is allocated yet.
static inline bool cpng_read_header(struct cpng_reader *reader) {
    png_structp png = reader->png;
    if (setjmp(png_jmpbuf(png))) return false;
    png_set_read_fn(png, reader, cpng_take);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    // A file that libpng would only warn of is damaged all the same; chunks that say nothing of
    // grey values (text, profiles, gamma) are passed over, their checksums excepted.
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_set_benign_errors(png, 0);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_read_info(png, reader->info);
    reader->width = png_get_image_width(png, reader->info);
    reader->height = png_get_image_height(png, reader->info);
    reader->bits_per_pixel = png_get_channels(png, reader->info)
                             * png_get_bit_depth(png, reader->info);
    reader->interlaced = png_get_interlace_type(png, reader->info) != PNG_INTERLACE_NONE;
    reader->warning[0] = 0;
    return true;
}

static inline void cpng_copy_palette(struct cpng_reader *reader) {
    png_colorp colours = NULL;
    png_bytep alphas = NULL;
    int colour_count = 0, alpha_count = 0;
    png_get_PLTE(reader->png, reader->info, &colours, &colour_count);
    png_get_tRNS(reader->png, reader->info, &alphas, &alpha_count, NULL);
    for (int index = 0; index < colour_count && index < 256; index++) {
        uint8_t *entry = reader->palette[index];
        entry[0] = colours[index].red;
        entry[1] = colours[index].green;
        entry[2] = colours[index].blue;
        entry[3] = index < alpha_count ? alphas[index] : 255;
        reader->palette_count = (uint32_t)index + 1;
    }
}

/// Prepares for rows of 8 or 16 bits a channel: transparent colours become an alpha channel,
/// indices into a palette stay. Interlaced images come as the rows of their passes.
static inline bool cpng_start_rows(struct cpng_reader *reader) {
    png_structp png = reader->png;
    if (setjmp(png_jmpbuf(png))) return false;
    if (png_get_color_type(png, reader->info) == PNG_COLOR_TYPE_PALETTE) {
        cpng_copy_palette(reader);
        png_set_packing(png);
    } else {
        png_set_expand(png);
    }
    png_read_update_info(png, reader->info);
    reader->channels = png_get_channels(png, reader->info);
    reader->sample_bytes = png_get_bit_depth(png, reader->info) / 8u;
    return true;
}

/// `row` has room for width · channels · sample_bytes, in every pass.
static inline bool cpng_read_row(struct cpng_reader *reader, uint8_t *row) {
    if (setjmp(png_jmpbuf(reader->png))) return false;
    png_read_row(reader->png, row, NULL);
    return true;
}

/// Reads what follows the pixels.
static inline bool cpng_read_end(struct cpng_reader *reader) {
    if (setjmp(png_jmpbuf(reader->png))) return false;
    png_read_end(reader->png, NULL);
    return true;
}

/// - channels: 1 for grey, 3 for red, green and blue
static inline png_image cpng_image(uint32_t width, uint32_t height, uint32_t channels) {
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    image.width = width;
    image.height = height;
    image.format = channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
    return image;
}

/// The most bytes that `cpng_write` makes of an image.
static inline size_t cpng_bound(uint32_t width, uint32_t height, uint32_t channels) {
    png_image image = cpng_image(width, height, channels);
    return PNG_IMAGE_PNG_SIZE_MAX(image);
}

/// Writes width · height · channels bytes as a file; returns its length, 0 when libpng refused.
static inline size_t cpng_write(const uint8_t *samples, uint32_t width, uint32_t height,
                                uint32_t channels, uint8_t *target, size_t capacity) {
    png_image image = cpng_image(width, height, channels);
    png_alloc_size_t count = capacity;
    return png_image_write_to_memory(&image, target, &count, 0, samples, 0, NULL) ? count : 0;
}

#endif
