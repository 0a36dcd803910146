package io.metaformer4j.benchmarks;

import io.metaformer4j.benchmarks.engines.ComparedNetwork;
import io.metaformer4j.benchmarks.engines.FloatComparison;
import io.metaformer4j.benchmarks.engines.ModelSamples;
import io.metaformer4j.benchmarks.engines.NarrowComparison;
import io.metaformer4j.benchmarks.engines.PythonNetwork;
import io.metaformer4j.benchmarks.match.Machine;
import io.metaformer4j.benchmarks.match.Peer;
import io.metaformer4j.benchmarks.match.Report;
import io.metaformer4j.benchmarks.match.Settings;
import io.metaformer4j.benchmarks.match.Steadiness;
import io.metaformer4j.evaluation.speed.CoreProbe;
import io.metaformer4j.evaluation.speed.MachineVerdict;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.Catalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pictures to logits on each of our engines, against the same network as fast as Python has it: in eager mode, compiled by inductor with
 * frozen weights, and exported to ONNX Runtime, there also as int8. Turns around which the machine was disturbed do not count.
 */
final class EnginesBenchmark implements Benchmark {

    /** What is compared unless others are named. */
    static final List<String> MODELS =
            List.of("poolformer_s12", "poolformerv2_s12", "convformer_s18", "caformer_s18", "geoformer_s12");

    private static final int SEED = 0;

    /** How timm calls the networks of the papers, behind their names. */
    private static final String TIMM = ".sail_in1k";

    /** The networks of the repository GeoFormer, by the beginnings of their names. */
    private static final List<String> GEOFORMERS = List.of("geoformer", "gaformer", "paformer");

    private final Optional<Path> geoFormer;

    /**
     * Makes the benchmark.
     *
     * @param geoFormer a checkout of the repository ShurenQi/GeoFormer, whose networks are not in timm
     * @throws MetaFormerException if it is none
     */
    EnginesBenchmark(Optional<Path> geoFormer) {
        geoFormer.ifPresent(folder -> {
            if (!Files.isRegularFile(folder.resolve("timm/models/geoformer.py"))) {
                throw new MetaFormerException("--geoformer " + folder
                        + " has no timm/models/geoformer.py; name a checkout of the repository ShurenQi/GeoFormer");
            }
        });
        this.geoFormer = geoFormer;
    }

    /** Where Python has a network. */
    private record Home(String owner, Map<String, String> environment) {}

    @Override
    public void run(Settings settings, Report report) throws Exception {
        report.environment("engine", Machine.engine(settings.threads()));
        Steadiness steadiness = new Steadiness(CoreProbe.spinning(settings.threads()));
        MachineVerdict before = steadiness.before();
        report.environment("before", Map.of("machine", before.word() + ": " + before.reason()));
        for (String model : settings.modelsOr(MODELS)) {
            String name = Catalog.standard().lookup(model + TIMM).isPresent() ? model + TIMM : model;
            Architecture architecture = Catalog.standard().get(name).architecture();
            Optional<Home> home = settings.python().flatMap(python -> home(name));
            if (home.isEmpty()) {
                if (settings.python().isPresent()) {
                    report.note("timm has no " + model + ": the ratio is that to our engine torch."
                            + " --geoformer names a checkout of ShurenQi/GeoFormer, which has its networks.");
                }
                Path weights = settings.work().resolve(model + "-engines.safetensors");
                ModelSamples samples = ModelSamples.drawn(architecture, ComparedNetwork.pictures(), SEED, weights);
                play(new ComparedNetwork(settings, report, steadiness, name, samples, Optional.empty()));
                continue;
            }
            Map<String, String> environment = home.get().environment();
            try (Peer peer = Peer.start(settings, settings.python().get(), "engines_peer.py", environment)) {
                report.environment(home.get().owner(), peer.about(settings.threads()));
                PythonNetwork python = new PythonNetwork(peer, home.get().owner(), name);
                ModelSamples samples = python.draw(architecture, ComparedNetwork.pictures(), SEED, settings.work());
                play(new ComparedNetwork(settings, report, steadiness, name, samples, Optional.of(python)));
            }
        }
    }

    private Optional<Home> home(String name) {
        if (name.endsWith(TIMM)) {
            return Optional.of(new Home("timm", Map.of()));
        }
        return geoFormer
                .filter(folder -> GEOFORMERS.stream().anyMatch(name::startsWith))
                .map(folder -> new Home(
                        "GeoFormer",
                        Map.of("PYTHONPATH", folder.toAbsolutePath().toString())));
    }

    private static void play(ComparedNetwork network) throws Exception {
        new NarrowComparison(network, new FloatComparison(network).play()).play();
    }
}
