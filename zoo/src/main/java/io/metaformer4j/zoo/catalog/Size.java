package io.metaformer4j.zoo.catalog;

import java.util.List;

/**
 * Depths and widths of the published networks. The same letters mean two different networks: the families with convolution or
 * attention divide 36 blocks otherwise and end "m36" with 576 instead of 768 channels. Those are the sizes {@code CONV_*}, of
 * ConvFormer, CAFormer, GAFormer and PAFormer; all other families have the sizes of the first paper.
 *
 * @param letters how names spell the size
 * @param depths blocks of each stage
 * @param dims channels of each stage
 * @param layerScale initial layer scale of the families that have one
 */
record Size(String letters, List<Integer> depths, List<Integer> dims, double layerScale) {
    // spotless:off
    // table 1 of arXiv 2111.11418 (its caption has 196 for the 192 of the code), sail-sg/poolformer models/poolformer.py
    //                                            blocks                  channels                     layer scale
    static final Size S12      = new Size("s12", List.of(2,  2,  6, 2), List.of( 64, 128, 320, 512), 1e-5);
    static final Size S24      = new Size("s24", List.of(4,  4, 12, 4), List.of( 64, 128, 320, 512), 1e-5);
    static final Size S36      = new Size("s36", List.of(6,  6, 18, 6), List.of( 64, 128, 320, 512), 1e-6);
    static final Size M36      = new Size("m36", List.of(6,  6, 18, 6), List.of( 96, 192, 384, 768), 1e-6);
    static final Size M48      = new Size("m48", List.of(8,  8, 24, 8), List.of( 96, 192, 384, 768), 1e-6);

    // arXiv 2210.13452, sail-sg/metaformer metaformer_baselines.py: convformer_* and caformer_*, never with layer scale
    static final Size CONV_S18 = new Size("s18", List.of(3,  3,  9, 3), List.of( 64, 128, 320, 512), 1e-6);
    static final Size CONV_S36 = new Size("s36", List.of(3, 12, 18, 3), List.of( 64, 128, 320, 512), 1e-6);
    static final Size CONV_M36 = new Size("m36", List.of(3, 12, 18, 3), List.of( 96, 192, 384, 576), 1e-6);
    static final Size CONV_B36 = new Size("b36", List.of(3, 12, 18, 3), List.of(128, 256, 512, 768), 1e-6);
    // spotless:on
}
