package io.metaformer4j.zoo.catalog;

import static io.metaformer4j.zoo.catalog.Family.POOLFORMER;
import static io.metaformer4j.zoo.catalog.Family.POOLFORMER_MAPS;
import static io.metaformer4j.zoo.catalog.Family.POOLFORMER_MAPS_LAST3;
import static io.metaformer4j.zoo.catalog.Family.V1_IDENTITY;
import static io.metaformer4j.zoo.catalog.Family.V1_PPAA;
import static io.metaformer4j.zoo.catalog.Family.V1_PPFF;
import static io.metaformer4j.zoo.catalog.Family.V1_PPPA;
import static io.metaformer4j.zoo.catalog.Family.V1_PPPF;
import static io.metaformer4j.zoo.catalog.Size.M36;
import static io.metaformer4j.zoo.catalog.Size.M48;
import static io.metaformer4j.zoo.catalog.Size.S12;
import static io.metaformer4j.zoo.catalog.Size.S24;
import static io.metaformer4j.zoo.catalog.Size.S36;

import io.metaformer4j.zoo.Preprocessing;
import io.metaformer4j.zoo.catalog.PublishedWeights.Coverage;
import java.util.List;
import java.util.stream.Stream;

/** The models of sail-sg/poolformer: PoolFormer, its MetaFormer ablations and its feature backbones. */
final class PoolFormerModels {

    static final Paper PAPER =
            new Paper("MetaFormer Is Actually What You Need for Vision", "https://arxiv.org/abs/2111.11418");

    /** Said of models with mixers or an embedding for 14x14 tokens in the third stage. */
    static final String FIXED_14 = "Made for pictures with sides of 211 to 226 pixels.";

    private static final String FIXED_7 = "Made for pictures with sides of 195 to 226 pixels.";

    private static final String WEIGHTS = "https://github.com/sail-sg/poolformer/releases/download/v1.0/";

    private PoolFormerModels() {}

    static List<Model> all() {
        // spotless:off
        // README of sail-sg/poolformer @ a075575: name, params, MACs and top-1 as printed there; crop ratio of default_cfgs
        List<Model> classifiers = List.of(
            row("poolformer_s12", POOLFORMER, S12, 0.9,  "12M", "1.8G",  77.2),
            row("poolformer_s24", POOLFORMER, S24, 0.9,  "21M", "3.4G",  80.3),
            row("poolformer_s36", POOLFORMER, S36, 0.9,  "31M", "5.0G",  81.4),
            row("poolformer_m36", POOLFORMER, M36, 0.95, "56M", "8.8G",  82.1),
            row("poolformer_m48", POOLFORMER, M48, 0.95, "73M", "11.6G", 82.5));

        // Table 5 of arXiv 2111.11418: params, MACs and top-1 as printed there; crop ratio of models/metaformer.py
        List<Model> ablations = List.of(
            ablation("metaformer_id_s12",       V1_IDENTITY, 0.9,  "11.9M", "1.8G", 74.3),
            ablation("metaformer_pppa_s12_224", V1_PPPA,     0.95, "14.0M", "1.9G", 78.3),
            ablation("metaformer_ppaa_s12_224", V1_PPAA,     0.95, "16.5M", "2.5G", 81.0),
            ablation("metaformer_pppf_s12_224", V1_PPPF,     0.9,  "11.9M", "1.8G", 77.5),
            ablation("metaformer_ppff_s12_224", V1_PPFF,     0.95, "12.2M", "1.9G", 77.9));

        // detection/ and segmentation/ of sail-sg/poolformer: fork_feat=True, and the same with FORK_LAST3 set
        List<Model> backbones = List.of(
            maps("poolformer_s12", POOLFORMER_MAPS, "_feat", S12, 0.9),  maps("poolformer_s12", POOLFORMER_MAPS_LAST3, "_feat_last3", S12, 0.9),
            maps("poolformer_s24", POOLFORMER_MAPS, "_feat", S24, 0.9),  maps("poolformer_s24", POOLFORMER_MAPS_LAST3, "_feat_last3", S24, 0.9),
            maps("poolformer_s36", POOLFORMER_MAPS, "_feat", S36, 0.9),  maps("poolformer_s36", POOLFORMER_MAPS_LAST3, "_feat_last3", S36, 0.9),
            maps("poolformer_m36", POOLFORMER_MAPS, "_feat", M36, 0.95), maps("poolformer_m36", POOLFORMER_MAPS_LAST3, "_feat_last3", M36, 0.95),
            maps("poolformer_m48", POOLFORMER_MAPS, "_feat", M48, 0.95), maps("poolformer_m48", POOLFORMER_MAPS_LAST3, "_feat_last3", M48, 0.95));
        // spotless:on
        return Stream.of(classifiers, ablations, backbones)
                .flatMap(List::stream)
                .toList();
    }

    private static Model row(
            String name, Family family, Size size, double crop, String params, String macs, double top1) {
        ModelCard card = classifier(name, crop).withPublished(PublishedResults.of(params, macs, top1));
        return new Model(
                name,
                family.at(size),
                size.equals(M48)
                        ? card.withNote("The published MACs of PoolFormer count 5"
                                + " operations for each normalised value; the multiply-adds alone are 11.5G.")
                        : card);
    }

    private static Model ablation(String name, Family family, double crop, String params, String macs, double top1) {
        ModelCard card = classifier(name, crop).withPublished(PublishedResults.of(params, macs, top1));
        if (family == V1_PPAA || family == V1_PPFF) {
            card = card.withNote(FIXED_14);
        } else if (family == V1_PPPA || family == V1_PPPF) {
            card = card.withNote(FIXED_7);
        }
        return new Model(name, family.at(S12), card);
    }

    private static Model maps(String classifier, Family family, String suffix, Size size, double crop) {
        ModelCard card = card(crop)
                .withWeights(new PublishedWeights(WEIGHTS + classifier + ".pth.tar", Coverage.BODY))
                .withNote("A feature backbone: it hands out the maps of all stages and has no classifier.");
        return new Model(classifier + suffix, family.at(size), card);
    }

    private static ModelCard classifier(String name, double crop) {
        return card(crop)
                .withLabels(ModelCard.IMAGENET_1K)
                .withWeights(PublishedWeights.at(WEIGHTS + name + ".pth.tar"));
    }

    private static ModelCard card(double crop) {
        return ModelCard.of(Preprocessing.imageNet(224, crop))
                .withOrigin("sail-sg/poolformer", "Apache-2.0", PAPER, "sail-poolformer");
    }
}
