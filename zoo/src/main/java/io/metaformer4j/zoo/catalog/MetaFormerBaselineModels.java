package io.metaformer4j.zoo.catalog;

import static io.metaformer4j.zoo.catalog.Family.CAFORMER;
import static io.metaformer4j.zoo.catalog.Family.CONVFORMER;
import static io.metaformer4j.zoo.catalog.Family.IDENTITYFORMER;
import static io.metaformer4j.zoo.catalog.Family.POOLFORMER_V2;
import static io.metaformer4j.zoo.catalog.Family.RANDFORMER;
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
import java.util.Map;

/** The models of sail-sg/metaformer: IdentityFormer, RandFormer, PoolFormerV2, ConvFormer and CAFormer. */
final class MetaFormerBaselineModels {

    static final Paper PAPER = new Paper("MetaFormer Baselines for Vision", "https://arxiv.org/abs/2210.13452");

    private static final String WEIGHTS = "https://huggingface.co/sail/dl/resolve/main/";

    private static final Map<String, String> NOTES = Map.of(
            "caformer_m36_in21k",
            "sail-sg/metaformer registers this model by mistake as caformer_m364_in21k, which cannot be built there.",
            "convformer_b36_384_in21ft1k",
            "The table of sail-sg/metaformer prints this name as convformer_b36_384_in21kft1k.");

    private MetaFormerBaselineModels() {}

    static List<Model> all() {
        // spotless:off
        // README of sail-sg/metaformer @ 64c534a: name, resolution, params, MACs and top-1 as printed there
        return List.of(
            row(  "caformer_s18",                  CAFORMER,       CONV_S18, 224, "26M",         "4.1G",  83.6),
            row(  "caformer_s18_384",              CAFORMER,       CONV_S18, 384, "26M",         "13.4G", 85.0),
            row(  "caformer_s36",                  CAFORMER,       CONV_S36, 224, "39M",         "8.0G",  84.5),
            row(  "caformer_s36_384",              CAFORMER,       CONV_S36, 384, "39M",         "26.0G", 85.7),
            row(  "caformer_m36",                  CAFORMER,       CONV_M36, 224, "56M",         "13.2G", 85.2),
            row(  "caformer_m36_384",              CAFORMER,       CONV_M36, 384, "56M",         "42.0G", 86.2),
            row(  "caformer_b36",                  CAFORMER,       CONV_B36, 224, "99M",         "23.2G", 85.5),
            row(  "caformer_b36_384",              CAFORMER,       CONV_B36, 384, "99M",         "72.2G", 86.4),
            row(  "convformer_s18",                CONVFORMER,     CONV_S18, 224, "27M",         "3.9G",  83.0),
            row(  "convformer_s18_384",            CONVFORMER,     CONV_S18, 384, "27M",         "11.6G", 84.4),
            row(  "convformer_s36",                CONVFORMER,     CONV_S36, 224, "40M",         "7.6G",  84.1),
            row(  "convformer_s36_384",            CONVFORMER,     CONV_S36, 384, "40M",         "22.4G", 85.4),
            row(  "convformer_m36",                CONVFORMER,     CONV_M36, 224, "57M",         "12.8G", 84.5),
            row(  "convformer_m36_384",            CONVFORMER,     CONV_M36, 384, "57M",         "37.7G", 85.6),
            row(  "convformer_b36",                CONVFORMER,     CONV_B36, 224, "100M",        "22.6G", 84.8),
            row(  "convformer_b36_384",            CONVFORMER,     CONV_B36, 384, "100M",        "66.5G", 85.7),
            row(  "caformer_s18_in21ft1k",         CAFORMER,       CONV_S18, 224, "26M",         "4.1G",  84.1),
            row(  "caformer_s18_384_in21ft1k",     CAFORMER,       CONV_S18, 384, "26M",         "13.4G", 85.4),
            row(  "caformer_s36_in21ft1k",         CAFORMER,       CONV_S36, 224, "39M",         "8.0G",  85.8),
            row(  "caformer_s36_384_in21ft1k",     CAFORMER,       CONV_S36, 384, "39M",         "26.0G", 86.9),
            row(  "caformer_m36_in21ft1k",         CAFORMER,       CONV_M36, 224, "56M",         "13.2G", 86.6),
            row(  "caformer_m36_384_in21ft1k",     CAFORMER,       CONV_M36, 384, "56M",         "42.0G", 87.5),
            row(  "caformer_b36_in21ft1k",         CAFORMER,       CONV_B36, 224, "99M",         "23.2G", 87.4),
            row(  "caformer_b36_384_in21ft1k",     CAFORMER,       CONV_B36, 384, "99M",         "72.2G", 88.1),
            row(  "convformer_s18_in21ft1k",       CONVFORMER,     CONV_S18, 224, "27M",         "3.9G",  83.7),
            row(  "convformer_s18_384_in21ft1k",   CONVFORMER,     CONV_S18, 384, "27M",         "11.6G", 85.0),
            row(  "convformer_s36_in21ft1k",       CONVFORMER,     CONV_S36, 224, "40M",         "7.6G",  85.4),
            row(  "convformer_s36_384_in21ft1k",   CONVFORMER,     CONV_S36, 384, "40M",         "22.4G", 86.4),
            row(  "convformer_m36_in21ft1k",       CONVFORMER,     CONV_M36, 224, "57M",         "12.8G", 86.1),
            row(  "convformer_m36_384_in21ft1k",   CONVFORMER,     CONV_M36, 384, "57M",         "37.7G", 86.9),
            row(  "convformer_b36_in21ft1k",       CONVFORMER,     CONV_B36, 224, "100M",        "22.6G", 87.0),
            row(  "convformer_b36_384_in21ft1k",   CONVFORMER,     CONV_B36, 384, "100M",        "66.5G", 87.6),
            in21k("caformer_s18_in21k",            CAFORMER,       CONV_S18),
            in21k("caformer_s36_in21k",            CAFORMER,       CONV_S36),
            in21k("caformer_m36_in21k",            CAFORMER,       CONV_M36),
            in21k("caformer_b36_in21k",            CAFORMER,       CONV_B36),
            in21k("convformer_s18_in21k",          CONVFORMER,     CONV_S18),
            in21k("convformer_s36_in21k",          CONVFORMER,     CONV_S36),
            in21k("convformer_m36_in21k",          CONVFORMER,     CONV_M36),
            in21k("convformer_b36_in21k",          CONVFORMER,     CONV_B36),
            row(  "identityformer_s12",            IDENTITYFORMER, S12,      224, "11.9M",       "1.8G",  74.6),
            row(  "identityformer_s24",            IDENTITYFORMER, S24,      224, "21.3M",       "3.4G",  78.2),
            row(  "identityformer_s36",            IDENTITYFORMER, S36,      224, "30.8M",       "5.0G",  79.3),
            row(  "identityformer_m36",            IDENTITYFORMER, M36,      224, "56.1M",       "8.8G",  80.0),
            row(  "identityformer_m48",            IDENTITYFORMER, M48,      224, "73.3M",       "11.5G", 80.4),
            row(  "randformer_s12",                RANDFORMER,     S12,      224, "11.9 + 0.2M", "1.9G",  76.6),
            row(  "randformer_s24",                RANDFORMER,     S24,      224, "21.3 + 0.5M", "3.5G",  78.2),
            row(  "randformer_s36",                RANDFORMER,     S36,      224, "30.8 + 0.7M", "5.2G",  79.5),
            row(  "randformer_m36",                RANDFORMER,     M36,      224, "56.1 + 0.7M", "9.0G",  81.2),
            row(  "randformer_m48",                RANDFORMER,     M48,      224, "73.3 + 0.9M", "11.9G", 81.4),
            row(  "poolformerv2_s12",              POOLFORMER_V2,  S12,      224, "11.9M",       "1.8G",  78.0),
            row(  "poolformerv2_s24",              POOLFORMER_V2,  S24,      224, "21.3M",       "3.4G",  80.7),
            row(  "poolformerv2_s36",              POOLFORMER_V2,  S36,      224, "30.8M",       "5.0G",  81.6),
            row(  "poolformerv2_m36",              POOLFORMER_V2,  M36,      224, "56.1M",       "8.8G",  82.2),
            row(  "poolformerv2_m48",              POOLFORMER_V2,  M48,      224, "73.3M",       "11.5G", 82.6));
        // spotless:on
    }

    private static Model row(
            String name, Family family, Size size, int input, String params, String macs, double top1) {
        ModelCard card = card(name, input)
                .withLabels(ModelCard.IMAGENET_1K)
                .withPublished(PublishedResults.of(params, macs, top1));
        return new Model(name, family.at(size), family == RANDFORMER ? card.withNote(PoolFormerModels.FIXED_14) : card);
    }

    private static Model in21k(String name, Family family, Size size) {
        ModelCard card = card(name, 224)
                .withLabels(ModelCard.IMAGENET_21K)
                .withNote("sail-sg/metaformer builds this model with 1000 classes unless told num_classes=21841;"
                        + " the published file has 21841.");
        return new Model(name, family.at(size).withClasses(ModelCard.IMAGENET_21K_CLASSES), card);
    }

    private static ModelCard card(String name, int input) {
        ModelCard card = ModelCard.of(Preprocessing.imageNet(input, 1.0))
                .withOrigin("sail-sg/metaformer", "Apache-2.0", PAPER, "sail-metaformer")
                .withWeights(PublishedWeights.at(WEIGHTS + name.substring(0, name.indexOf('_')) + "/" + name + ".pth"));
        return NOTES.containsKey(name) ? card.withNote(NOTES.get(name)) : card;
    }
}
