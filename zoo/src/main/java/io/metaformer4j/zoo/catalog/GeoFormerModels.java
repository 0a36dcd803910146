package io.metaformer4j.zoo.catalog;

import static io.metaformer4j.zoo.catalog.Family.GAFORMER;
import static io.metaformer4j.zoo.catalog.Family.GEOFORMER;
import static io.metaformer4j.zoo.catalog.Family.GEOFORMER_K3;
import static io.metaformer4j.zoo.catalog.Family.GEOFORMER_K357;
import static io.metaformer4j.zoo.catalog.Family.GEOFORMER_K57;
import static io.metaformer4j.zoo.catalog.Family.GEOFORMER_K57_HIGHER;
import static io.metaformer4j.zoo.catalog.Family.GEOFORMER_K7;
import static io.metaformer4j.zoo.catalog.Family.GEOFORMER_K7_HIGHER;
import static io.metaformer4j.zoo.catalog.Family.IDENTITYFORMER_GEO;
import static io.metaformer4j.zoo.catalog.Family.PAFORMER;
import static io.metaformer4j.zoo.catalog.Family.RANDFORMER_GEO;
import static io.metaformer4j.zoo.catalog.Size.CONV_M36;
import static io.metaformer4j.zoo.catalog.Size.CONV_S18;
import static io.metaformer4j.zoo.catalog.Size.CONV_S36;
import static io.metaformer4j.zoo.catalog.Size.M36;
import static io.metaformer4j.zoo.catalog.Size.M48;
import static io.metaformer4j.zoo.catalog.Size.S12;
import static io.metaformer4j.zoo.catalog.Size.S24;
import static io.metaformer4j.zoo.catalog.Size.S36;

import io.metaformer4j.zoo.Preprocessing;
import java.util.ArrayList;
import java.util.List;

/**
 * The models of ShurenQi/GeoFormer: the names of its present tree (d39897b) and the {@code geometaformer_*} names of an
 * earlier one (cf04212). The networks that it takes over from timm have timm's tagged names.
 */
final class GeoFormerModels {

    private static final Paper PAPER = new Paper(
            "Geometric Invariance Priors in Vision Transformers: Principles and Costs",
            "https://github.com/ShurenQi/GeoFormer");
    private static final Paper EARLIER_PAPER = new Paper(
            "Structured Invariance for Vision Backbones: A Geometric Route to MetaFormer",
            "https://github.com/ShurenQi/GeoFormer");

    private static final String LICENCE =
            "All rights reserved; this description of the networks was written from the paper's definitions";

    private static final String NO_WEIGHTS = "No weights are published.";

    private GeoFormerModels() {}

    static List<Model> all() {
        List<Model> models = new ArrayList<>(present());
        models.addAll(earlier());
        return List.copyOf(models);
    }

    private static List<Model> present() {
        // spotless:off
        // README of ShurenQi/GeoFormer @ d39897b, "Registered models"; crop ratios of default_cfgs
        List<Model> models = new ArrayList<>(List.of(
            row("geoformer_s12",              GEOFORMER,           S12,      0.875),
            row("geoformer_s24",              GEOFORMER,           S24,      0.875),
            row("geoformer_s36",              GEOFORMER,           S36,      0.875),
            row("geoformer_m36",              GEOFORMER,           M36,      0.875),
            row("geoformer_m48",              GEOFORMER,           M48,      0.875),
            row("geoformer_s12_multiscale",   GEOFORMER_K57,       S12,      0.875),
            row("geoformer_m48_multiscale",   GEOFORMER_K57,       M48,      0.875),
            row("geoformer_s12_higher_order", GEOFORMER_K7_HIGHER, S12,      0.875),
            row("geoformer_m48_higher_order", GEOFORMER_K7_HIGHER, M48,      0.875),
            row("gaformer_s18",               GAFORMER,            CONV_S18, 1.0),
            row("gaformer_s36",               GAFORMER,            CONV_S36, 1.0),
            row("gaformer_m36",               GAFORMER,            CONV_M36, 1.0),
            row("paformer_s18",               PAFORMER,            CONV_S18, 1.0),
            row("paformer_s36",               PAFORMER,            CONV_S36, 1.0),
            row("paformer_m36",               PAFORMER,            CONV_M36, 1.0)));
        // spotless:on
        for (Size size : List.of(S12, S24, S36, M36, M48)) {
            models.add(variant("identityformer_" + size.letters(), IDENTITYFORMER_GEO, size));
            models.add(variant("randformer_" + size.letters(), RANDFORMER_GEO, size));
        }
        return models;
    }

    private static List<Model> earlier() {
        List<Model> models = new ArrayList<>();
        for (Size size : List.of(S12, S24, S36, M36, M48)) {
            // spotless:off
            // ShurenQi/GeoFormer @ cf04212: the model and its ablations of kernel sides and higher orders ("ho")
            models.add(earlier(size, "_k5",         GEOFORMER));
            models.add(earlier(size, "_k3_abl",     GEOFORMER_K3));
            models.add(earlier(size, "_k5_abl",     GEOFORMER));
            models.add(earlier(size, "_k7_abl",     GEOFORMER_K7));
            models.add(earlier(size, "_k7_ho_abl",  GEOFORMER_K7_HIGHER));
            models.add(earlier(size, "_k57_abl",    GEOFORMER_K57));
            models.add(earlier(size, "_k57_ho_abl", GEOFORMER_K57_HIGHER));
            models.add(earlier(size, "_k357_abl",   GEOFORMER_K357));
            // spotless:on
        }
        return models;
    }

    private static Model row(String name, Family family, Size size, double crop) {
        return new Model(name, family.at(size), card(crop, PAPER, "geoformer"));
    }

    private static Model variant(String name, Family family, Size size) {
        ModelCard card = card(0.875, PAPER, "geoformer")
                .withNote("Another network than " + name + " of sail-sg/metaformer: GELU and layer scale instead of"
                        + " StarReLU and residual scale.");
        return new Model(
                name + ".geoformer",
                family.at(size),
                family == RANDFORMER_GEO ? card.withNote(PoolFormerModels.FIXED_14) : card);
    }

    private static Model earlier(Size size, String suffix, Family family) {
        return new Model(
                "geometaformer_" + size.letters() + suffix,
                family.at(size),
                card(0.875, EARLIER_PAPER, "geometaformer"));
    }

    private static ModelCard card(double crop, Paper paper, String dialect) {
        return ModelCard.of(Preprocessing.imageNet(224, crop))
                .withLabels(ModelCard.IMAGENET_1K)
                .withOrigin("ShurenQi/GeoFormer", LICENCE, paper, dialect)
                .withNote(NO_WEIGHTS);
    }
}
