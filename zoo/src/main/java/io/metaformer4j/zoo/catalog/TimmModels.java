package io.metaformer4j.zoo.catalog;

import static io.metaformer4j.zoo.catalog.Family.CAFORMER_TIMM;
import static io.metaformer4j.zoo.catalog.Family.CONVFORMER_TIMM;
import static io.metaformer4j.zoo.catalog.Family.POOLFORMER_TIMM;
import static io.metaformer4j.zoo.catalog.Family.POOLFORMER_V2;
import static io.metaformer4j.zoo.catalog.Size.CONV_B36;
import static io.metaformer4j.zoo.catalog.Size.CONV_M36;
import static io.metaformer4j.zoo.catalog.Size.CONV_S18;
import static io.metaformer4j.zoo.catalog.Size.CONV_S36;
import static io.metaformer4j.zoo.catalog.Size.M36;
import static io.metaformer4j.zoo.catalog.Size.M48;
import static io.metaformer4j.zoo.catalog.Size.S12;
import static io.metaformer4j.zoo.catalog.Size.S24;
import static io.metaformer4j.zoo.catalog.Size.S36;

import io.metaformer4j.zoo.Preprocessing;
import java.util.List;

/**
 * The models of timm's module {@code metaformer} under their tagged names. They are the authors' weights in timm's
 * networks, whose heads differ from the authors': PoolFormer pools before the last norm, and the MLP heads have another
 * epsilon.
 */
final class TimmModels {

    private TimmModels() {}

    static List<Model> all() {
        // spotless:off
        // timm 1.0.29, timm/models/metaformer.py: input and crop ratio; results/results-imagenet.csv @ aa4b585: top-1
        return List.of(
            row(  "poolformer_s12.sail_in1k",              POOLFORMER_TIMM,  S12,      224, 0.9 , 77.238),
            row(  "poolformer_s24.sail_in1k",              POOLFORMER_TIMM,  S24,      224, 0.9 , 80.294),
            row(  "poolformer_s36.sail_in1k",              POOLFORMER_TIMM,  S36,      224, 0.9 , 81.428),
            row(  "poolformer_m36.sail_in1k",              POOLFORMER_TIMM,  M36,      224, 0.95, 82.104),
            row(  "poolformer_m48.sail_in1k",              POOLFORMER_TIMM,  M48,      224, 0.95, 82.462),
            row(  "poolformerv2_s12.sail_in1k",            POOLFORMER_V2,    S12,      224, 1.0,  78.008),
            row(  "poolformerv2_s24.sail_in1k",            POOLFORMER_V2,    S24,      224, 1.0,  80.746),
            row(  "poolformerv2_s36.sail_in1k",            POOLFORMER_V2,    S36,      224, 1.0,  81.576),
            row(  "poolformerv2_m36.sail_in1k",            POOLFORMER_V2,    M36,      224, 1.0,  82.214),
            row(  "poolformerv2_m48.sail_in1k",            POOLFORMER_V2,    M48,      224, 1.0,  82.612),
            row(  "convformer_s18.sail_in1k",              CONVFORMER_TIMM,  CONV_S18, 224, 1.0,  82.968),
            row(  "convformer_s18.sail_in1k_384",          CONVFORMER_TIMM,  CONV_S18, 384, 1.0,  84.392),
            row(  "convformer_s18.sail_in22k_ft_in1k",     CONVFORMER_TIMM,  CONV_S18, 224, 1.0,  83.768),
            row(  "convformer_s18.sail_in22k_ft_in1k_384", CONVFORMER_TIMM,  CONV_S18, 384, 1.0,  85.004),
            in22k("convformer_s18.sail_in22k",             CONVFORMER_TIMM,  CONV_S18),
            row(  "convformer_s36.sail_in1k",              CONVFORMER_TIMM,  CONV_S36, 224, 1.0,  84.068),
            row(  "convformer_s36.sail_in1k_384",          CONVFORMER_TIMM,  CONV_S36, 384, 1.0,  85.380),
            row(  "convformer_s36.sail_in22k_ft_in1k",     CONVFORMER_TIMM,  CONV_S36, 224, 1.0,  85.420),
            row(  "convformer_s36.sail_in22k_ft_in1k_384", CONVFORMER_TIMM,  CONV_S36, 384, 1.0,  86.374),
            in22k("convformer_s36.sail_in22k",             CONVFORMER_TIMM,  CONV_S36),
            row(  "convformer_m36.sail_in1k",              CONVFORMER_TIMM,  CONV_M36, 224, 1.0,  84.486),
            row(  "convformer_m36.sail_in1k_384",          CONVFORMER_TIMM,  CONV_M36, 384, 1.0,  85.580),
            row(  "convformer_m36.sail_in22k_ft_in1k",     CONVFORMER_TIMM,  CONV_M36, 224, 1.0,  86.152),
            row(  "convformer_m36.sail_in22k_ft_in1k_384", CONVFORMER_TIMM,  CONV_M36, 384, 1.0,  86.868),
            in22k("convformer_m36.sail_in22k",             CONVFORMER_TIMM,  CONV_M36),
            row(  "convformer_b36.sail_in1k",              CONVFORMER_TIMM,  CONV_B36, 224, 1.0,  84.826),
            row(  "convformer_b36.sail_in1k_384",          CONVFORMER_TIMM,  CONV_B36, 384, 1.0,  85.770),
            row(  "convformer_b36.sail_in22k_ft_in1k",     CONVFORMER_TIMM,  CONV_B36, 224, 1.0,  86.992),
            row(  "convformer_b36.sail_in22k_ft_in1k_384", CONVFORMER_TIMM,  CONV_B36, 384, 1.0,  87.606),
            in22k("convformer_b36.sail_in22k",             CONVFORMER_TIMM,  CONV_B36),
            row(  "caformer_s18.sail_in1k",                CAFORMER_TIMM,    CONV_S18, 224, 1.0,  83.664),
            row(  "caformer_s18.sail_in1k_384",            CAFORMER_TIMM,    CONV_S18, 384, 1.0,  85.036),
            row(  "caformer_s18.sail_in22k_ft_in1k",       CAFORMER_TIMM,    CONV_S18, 224, 1.0,  84.092),
            row(  "caformer_s18.sail_in22k_ft_in1k_384",   CAFORMER_TIMM,    CONV_S18, 384, 1.0,  85.442),
            in22k("caformer_s18.sail_in22k",               CAFORMER_TIMM,    CONV_S18),
            row(  "caformer_s36.sail_in1k",                CAFORMER_TIMM,    CONV_S36, 224, 1.0,  84.528),
            row(  "caformer_s36.sail_in1k_384",            CAFORMER_TIMM,    CONV_S36, 384, 1.0,  85.762),
            row(  "caformer_s36.sail_in22k_ft_in1k",       CAFORMER_TIMM,    CONV_S36, 224, 1.0,  85.780),
            row(  "caformer_s36.sail_in22k_ft_in1k_384",   CAFORMER_TIMM,    CONV_S36, 384, 1.0,  86.860),
            in22k("caformer_s36.sail_in22k",               CAFORMER_TIMM,    CONV_S36),
            row(  "caformer_m36.sail_in1k",                CAFORMER_TIMM,    CONV_M36, 224, 1.0,  85.242),
            row(  "caformer_m36.sail_in1k_384",            CAFORMER_TIMM,    CONV_M36, 384, 1.0,  86.164),
            row(  "caformer_m36.sail_in22k_ft_in1k",       CAFORMER_TIMM,    CONV_M36, 224, 1.0,  86.606),
            row(  "caformer_m36.sail_in22k_ft_in1k_384",   CAFORMER_TIMM,    CONV_M36, 384, 1.0,  87.470),
            in22k("caformer_m36.sail_in22k",               CAFORMER_TIMM,    CONV_M36),
            row(  "caformer_b36.sail_in1k",                CAFORMER_TIMM,    CONV_B36, 224, 1.0,  85.502),
            row(  "caformer_b36.sail_in1k_384",            CAFORMER_TIMM,    CONV_B36, 384, 1.0,  86.400),
            row(  "caformer_b36.sail_in22k_ft_in1k",       CAFORMER_TIMM,    CONV_B36, 224, 1.0,  87.450),
            row(  "caformer_b36.sail_in22k_ft_in1k_384",   CAFORMER_TIMM,    CONV_B36, 384, 1.0,  88.058),
            in22k("caformer_b36.sail_in22k",               CAFORMER_TIMM,    CONV_B36));
        // spotless:on
    }

    private static Model row(String name, Family family, Size size, int input, double crop, double top1) {
        ModelCard card = card(name, family, input, crop)
                .withLabels(ModelCard.IMAGENET_1K)
                .withPublished(PublishedResults.ofTop1(top1));
        return new Model(name, family.at(size), card);
    }

    private static Model in22k(String name, Family family, Size size) {
        ModelCard card = card(name, family, 224, 1.0).withLabels(ModelCard.IMAGENET_21K);
        return new Model(name, family.at(size).withClasses(ModelCard.IMAGENET_21K_CLASSES), card);
    }

    private static ModelCard card(String name, Family family, int input, double crop) {
        Paper paper = family == POOLFORMER_TIMM ? PoolFormerModels.PAPER : MetaFormerBaselineModels.PAPER;
        ModelCard card = ModelCard.of(Preprocessing.imageNet(input, crop))
                .withOrigin("huggingface/pytorch-image-models", "Apache-2.0", paper, "timm")
                .withWeights(PublishedWeights.at("hf:timm/" + name));
        if (family == POOLFORMER_TIMM) {
            return card.withNote(
                    "timm takes the mean before the last norm, the authors' network of the bare name after it;"
                            + " with the same weights the logits differ by a few percent.");
        }
        if (family == POOLFORMER_V2) {
            return card;
        }
        return card.withNote("The norm of timm's MLP head has epsilon 1e-6, that of the authors' network 1e-5.");
    }
}
