package io.metaformer4j.benchmarks;

import io.metaformer4j.benchmarks.loop.JpegFiles;
import io.metaformer4j.benchmarks.match.Contestant;
import io.metaformer4j.benchmarks.match.Match;
import io.metaformer4j.benchmarks.match.Peer;
import io.metaformer4j.benchmarks.match.Report;
import io.metaformer4j.benchmarks.match.Settings;
import io.metaformer4j.benchmarks.match.Target;
import io.metaformer4j.benchmarks.match.Unit;
import io.metaformer4j.vision.Picture;
import io.metaformer4j.vision.corruption.Corruption;
import io.metaformer4j.vision.corruption.Severity;
import io.metaformer4j.vision.decode.ImageDecoder;
import io.metaformer4j.vision.transform.EvalTransform;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.Preprocessing;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Pictures of 224x224 made worse at all five severities, in one thread: ours against the Python package imagecorruptions. */
final class CorruptionBenchmark implements Benchmark {

    private static final Preprocessing PREPROCESSING = Preprocessing.imageNet(224, 0.9);
    private static final int PICTURES = 4;
    private static final int WARM_UPS = 3;
    private static final double TARGET = 3;

    /** Both sides truncate floats, whose last bits differ. */
    private static final double VALUE_BOUND = 1;

    /** Means of so many random values differ by less. */
    private static final double MEAN_BOUND = 1;

    /** What the package computes as ImageNet-C's authors do, without random numbers. */
    private static final Set<Corruption> EXACT = Set.of(
            Corruption.BRIGHTNESS,
            Corruption.CONTRAST,
            Corruption.DEFOCUS_BLUR,
            Corruption.JPEG_COMPRESSION,
            Corruption.GAUSSIAN_BLUR,
            Corruption.SATURATE);

    /** Random values of the same distribution. The others differ from the authors' code in the package, or go with a map. */
    private static final Set<Corruption> NOISE = Set.of(
            Corruption.GAUSSIAN_NOISE, Corruption.SHOT_NOISE, Corruption.IMPULSE_NOISE, Corruption.SPECKLE_NOISE);

    @Override
    public void run(Settings settings, Report report) throws Exception {
        if (settings.images().isEmpty()) {
            report.note("No --images: the corruptions are left out.");
            return;
        }
        List<Picture> pictures = pictures(settings);
        if (settings.python().isEmpty()) {
            compare(settings, report, pictures, Optional.empty());
            return;
        }
        try (Peer peer = Peer.start(settings, settings.python().get(), "corruption_peer.py")) {
            report.environment("imagecorruptions", peer.about(1));
            peer.ask("setup", Map.of("files", files(pictures, settings.work())));
            for (Corruption corruption : Corruption.values()) {
                verify(report, corruption, pictures, peer, settings.work().resolve("corrupted.bin"));
            }
            compare(settings, report, pictures, Optional.of(peer));
        }
    }

    private static List<Picture> pictures(Settings settings) throws IOException {
        EvalTransform transform = EvalTransform.of(PREPROCESSING);
        List<Picture> pictures = new ArrayList<>();
        for (Path file : JpegFiles.in(settings.images().orElseThrow()).stream()
                .limit(Math.min(PICTURES, settings.pictures()))
                .toList()) {
            pictures.add(transform.apply(ImageDecoder.standard().decode(file)).copy());
        }
        return pictures;
    }

    /** Files without loss, so that both sides have the same pixels. */
    private static List<String> files(List<Picture> pictures, Path folder) throws IOException {
        List<String> files = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            Path file = folder.resolve(String.format(Locale.ROOT, "corrupt-%d.png", i));
            try (OutputStream stream = Files.newOutputStream(file)) {
                pictures.get(i).writePng(stream);
            }
            files.add(file.toString());
        }
        return files;
    }

    private static void verify(Report report, Corruption corruption, List<Picture> pictures, Peer peer, Path file)
            throws IOException {
        if (!EXACT.contains(corruption) && !NOISE.contains(corruption)) {
            return;
        }
        Severity severity = new Severity(3);
        peer.ask(
                "export",
                Map.of("corruption", corruption.label(), "severity", severity.level(), "file", file.toString()));
        byte[] theirs = Files.readAllBytes(file);
        int largest = 0;
        double sum = 0;
        int at = 0;
        for (int i = 0; i < pictures.size(); i++) {
            byte[] ours = corruption.at(severity).apply(pictures.get(i), i).rgb();
            for (byte value : ours) {
                int difference = (value & 0xff) - (theirs[at++] & 0xff);
                largest = Math.max(largest, Math.abs(difference));
                sum += difference;
            }
        }
        if (at != theirs.length) {
            throw new MetaFormerException("imagecorruptions gave pictures of another size");
        }
        if (EXACT.contains(corruption)) {
            report.check("largest difference of a value after " + corruption.label(), largest, VALUE_BOUND);
        } else {
            report.check("difference of means after " + corruption.label(), Math.abs(sum) / at, MEAN_BOUND);
        }
    }

    private static void compare(Settings settings, Report report, List<Picture> pictures, Optional<Peer> peer)
            throws Exception {
        for (Corruption corruption : Corruption.values()) {
            report.result(match(corruption.label(), List.of(corruption), Target.NONE, pictures, peer)
                    .play(settings.rounds()));
        }
        List<Corruption> all = Arrays.asList(Corruption.values());
        report.result(match("all 19", all, Target.ratio(TARGET), pictures, peer).play(settings.rounds()));
    }

    private static Match match(
            String name, List<Corruption> corruptions, Target target, List<Picture> pictures, Optional<Peer> peer) {
        int items = corruptions.size() * Severity.all().size() * pictures.size();
        List<Contestant> contestants = new ArrayList<>();
        contestants.add(Contestant.ours("metaformer4j", () -> turn(corruptions, pictures, items)));
        Map<String, Object> request = Map.of(
                "corruptions", corruptions.stream().map(Corruption::label).toList(),
                "severities", Severity.all().stream().map(Severity::level).toList());
        peer.ifPresent(one -> contestants.add(
                Contestant.peer("imagecorruptions", one, () -> new double[] {one.seconds(request)[0] / items})));
        String title = "corruptions, " + name + ", pictures of 224x224";
        return new Match(title, Unit.PER_SECOND, target, items, WARM_UPS, contestants);
    }

    private static double[] turn(List<Corruption> corruptions, List<Picture> pictures, int items) {
        long start = System.nanoTime();
        long seen = 0;
        for (Corruption corruption : corruptions) {
            for (Severity severity : Severity.all()) {
                for (int i = 0; i < pictures.size(); i++) {
                    seen += corruption.at(severity).apply(pictures.get(i), i).rgb()[0];
                }
            }
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (seen == Long.MIN_VALUE) { // never, and the compiler does not know that
            throw new IllegalStateException("no pixels");
        }
        return new double[] {seconds / items};
    }
}
