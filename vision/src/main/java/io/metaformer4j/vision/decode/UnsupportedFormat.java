package io.metaformer4j.vision.decode;

import io.metaformer4j.vision.EncodedImage;
import io.metaformer4j.vision.decode.format.ImageFormat;
import java.util.Optional;

/** Kinds of files that are often given as pictures but cannot be decoded, recognised by their first bytes to be named. */
enum UnsupportedFormat {
    ICO("a Windows icon (ICO)", 0, "\0\0\1\0"),
    CURSOR("a Windows cursor (CUR)", 0, "\0\0\2\0"),
    HEIC("a HEIC picture", 4, "ftyphei", "ftyphev", "ftypmif1", "ftypmsf1"),
    AVIF("an AVIF picture", 4, "ftypavi"),
    VIDEO("a video (MP4 or QuickTime)", 4, "ftyp"),
    JPEG_2000("a JPEG 2000 picture", 0, "\0\0\0\fjP  ", "\u00ffO\u00ffQ"),
    JPEG_XL("a JPEG XL picture", 0, "\u00ff\n", "\0\0\0\fJXL "),
    PNM("a PNM picture (PBM, PGM, PPM or PAM)", 0, "P1", "P2", "P3", "P4", "P5", "P6", "P7", "Pf", "PF"),
    PSD("a Photoshop document", 0, "8BPS"),
    BIG_TIFF("a BigTIFF", 0, "II+\0", "MM\0+"),
    DDS("a DDS texture", 0, "DDS "),
    EXR("an OpenEXR picture", 0, "v/1\u0001"),
    RADIANCE("a Radiance HDR picture", 0, "#?RADIANCE", "#?RGBE"),
    QOI("a QOI picture", 0, "qoif"),
    ICNS("an Apple icon", 0, "icns"),
    PCX("a PCX picture", 0, "\n\5\1\u0008", "\n\2\1\u0008", "\n\3\1\u0008"),
    SUN("a Sun raster picture", 0, "Y\u00a6j\u0095"),
    SGI("an SGI picture", 0, "\u0001\u00da"),
    FITS("a FITS file", 0, "SIMPLE  ="),
    DICOM("a DICOM file", 128, "DICM"),
    PDF("a PDF document", 0, "%PDF"),
    POSTSCRIPT("a PostScript document", 0, "%!PS"),
    SVG("an SVG drawing", 0, "<svg", "<?xml"),
    HTML("a web page", 0, "<!DOCTYPE", "<!doctype", "<html", "<HTML"),
    ZIP("a ZIP archive", 0, "PK\3\4"),
    GZIP("a gzip file", 0, "\u001f\u008b"),
    NUMPY("a NumPy array", 0, "\u0093NUMPY"),
    MOVIE("a video (Matroska or WebM)", 0, "\u001aE\u00df\u00a3"),
    RIFF("an AVI video or a sound", 0, "RIFF");

    private static final String SEPARATOR = "\u200b";

    private final String description;
    private final int at;
    /** The beginnings that it can have, between spaces of no width. */
    private final String magics;

    UnsupportedFormat(String description, int at, String... magics) {
        this.description = description;
        this.at = at;
        this.magics = String.join(SEPARATOR, magics);
    }

    /** What the file is, as part of a sentence, if it is one of these. */
    static Optional<String> describe(EncodedImage image) {
        for (UnsupportedFormat format : values()) {
            for (String magic : format.magics.split(SEPARATOR, -1)) {
                if (ImageFormat.starts(image, format.at, magic)) {
                    return Optional.of(format.description);
                }
            }
        }
        return Optional.empty();
    }
}
