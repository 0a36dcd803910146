package io.metaformer4j.evaluation.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.metaformer4j.engine.FloatArray;
import io.metaformer4j.engine.Gradients;
import io.metaformer4j.engine.Output;
import io.metaformer4j.engine.Outputs;
import io.metaformer4j.engine.Request;
import io.metaformer4j.evaluation.CamReference;
import io.metaformer4j.evaluation.explain.cam.ActivationMaps;
import io.metaformer4j.evaluation.explain.cam.ChannelReduction;
import io.metaformer4j.evaluation.explain.cam.GradientMaps;
import io.metaformer4j.evaluation.explain.cam.GradientWeighting;
import io.metaformer4j.evaluation.explain.cam.ScoreMaps;
import io.metaformer4j.fixtures.Fixtures;
import io.metaformer4j.fixtures.SyntheticStream;
import io.metaformer4j.models.LoadedModel;
import io.metaformer4j.vision.ImageBatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Against jacobgil/pytorch-grad-cam on timm's networks with synthetic weights, of which {@link PoolFormerMapsTest} and
 * {@link CaFormerMapsTest} name one each. Activations and gradients are computed once for a class, since all methods but a few
 * begin with them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReferenceMapsTest {

    private static final int SIDE = CamReference.SIDE;
    private static final String LAST = "stages.3";
    private static final String EARLIER = "stages.2";

    /** Of the fixtures' README: the networks agree to this part of the largest value. */
    private static final double LOW = 1e-4;

    /**
     * Of XGrad-CAM of the caformer's earlier stage, which divides by the sum of each channel. A channel that makes 0.85 of the
     * largest value sums up to -1.94, of 400 without signs, and so multiplies the rounding of the activations by 206. Computed
     * in float64 throughout, the map is 1.12e-4 away from the reference, all of it along that channel (the rest is 3e-6); a
     * network in float32, as timm's on two threads, is another 0.4e-4 away from that in either direction.
     */
    private static final double CANCELLED = 2e-4;

    /** Of the fixtures' README, for maps that were divided by their own range. */
    private static final double SPREAD = 2e-3;

    private static final Map<String, GradientWeighting> WEIGHTINGS = Map.of(
            "GradCAM", GradientWeighting.GRAD_CAM,
            "GradCAMPlusPlus", GradientWeighting.GRAD_CAM_PLUS_PLUS,
            "XGradCAM", GradientWeighting.X_GRAD_CAM,
            "HiResCAM", GradientWeighting.HI_RES_CAM,
            "EigenGradCAM", GradientWeighting.HI_RES_CAM,
            "LayerCAM", GradientWeighting.LAYER_CAM,
            "GradCAMElementWise", GradientWeighting.ELEMENT_WISE);

    private final String name;
    private LoadedModel model;
    private ImageBatch batch;
    private JsonNode runs;
    private JsonNode otherRuns;
    private int top;

    ReferenceMapsTest(String name) {
        this.name = name;
    }

    @BeforeAll
    void load() {
        model = CamReference.model(name);
        batch = CamReference.batch();
        JsonNode fixture = Fixtures.json("cam/" + name + ".json");
        runs = fixture.get("runs");
        otherRuns = Fixtures.json("cam/" + name + "_other_layers.json").get("runs");
        top = fixture.get("logits_top5").get(0).get(0).asInt();
    }

    @AfterAll
    void close() {
        model.close();
    }

    private Gradients.ActivationGradient gradients(String module, int target) {
        return model.network().gradients().orElseThrow().of(batch, Output.activation(module), target);
    }

    private static List<JsonNode> where(JsonNode all, String method, boolean augmented) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode run : all) {
            if (run.get("method").asText().equals(method)
                    && run.path("aug_smooth").asBoolean() == augmented
                    && !run.path("target_layers").asText().contains("+")) {
                found.add(run);
            }
        }
        return found;
    }

    @Test
    void maps_of_the_last_stage_equal_the_reference() {
        Gradients.ActivationGradient best = gradients(LAST, top);
        Gradients.ActivationGradient other = gradients(LAST, 281);
        for (String method : WEIGHTINGS.keySet()) {
            List<JsonNode> found = where(runs, method, false);
            assertThat(found).as(method).isNotEmpty();
            for (JsonNode run : found) {
                Gradients.ActivationGradient of = run.get("target").asInt() == top ? best : other;
                boolean principal = run.get("eigen_smooth").asBoolean() || method.equals("EigenGradCAM");
                ChannelReduction reduction = principal ? ChannelReduction.PRINCIPAL : ChannelReduction.SUM;
                assertEqual(run, GradientMaps.of(of, WEIGHTINGS.get(method), reduction), principal);
            }
        }
        assertEqual(where(runs, "EigenCAM", false).get(0), ActivationMaps.of(best.activation()), true);
    }

    /** A principal component has no sign of its own. */
    private static void assertEqual(JsonNode run, FloatArray maps, boolean eitherSign) {
        String what = run.get("method").asText() + " of class " + run.get("target");
        float[] expected = flat(run.get("low_res_before_relu"));
        float[] found = maps.picture(0).values();
        assertThat(maps.shape()).as(what).isEqualTo(List.of(1, 7, 7));
        if (eitherSign && product(found, expected) < 0) {
            found = negated(found);
        }
        assertClose(what, found, expected, LOW * largest(expected));
        float[] shown = ActivationMap.of(7, 7, found).enlarge(SIDE, SIDE);
        assertClose(what, grid(shown), flat(run.get("grid_4_16")), SPREAD);
    }

    @Test
    void maps_of_an_earlier_stage_equal_the_reference() {
        Gradients.ActivationGradient found = gradients(EARLIER, top);
        for (String method : WEIGHTINGS.keySet()) {
            boolean principal = method.startsWith("Eigen");
            ChannelReduction reduction = principal ? ChannelReduction.PRINCIPAL : ChannelReduction.SUM;
            FloatArray maps = GradientMaps.of(found, WEIGHTINGS.get(method), reduction);
            assertSampled(where(otherRuns, method, false).get(0), maps, principal);
        }
        assertSampled(where(otherRuns, "EigenCAM", false).get(0), ActivationMaps.of(found.activation()), true);
    }

    private void assertSampled(JsonNode run, FloatArray maps, boolean eitherSign) {
        String what = run.get("method").asText() + " of " + EARLIER;
        JsonNode low = run.get("low_res_before_relu").get(0);
        float[] samples = Fixtures.floats(low.get("samples"));
        float[] found = maps.picture(0).values();
        assertThat(maps.shape()).as(what).isEqualTo(List.of(1, 14, 14));
        float[] chosen = new float[samples.length];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = found[SyntheticStream.sampleIndex(i, found.length)];
        }
        boolean turned = eitherSign && product(chosen, samples) < 0;
        double largest =
                Math.max(Math.abs(low.get("min").asDouble()), low.get("max").asDouble());
        if (largest < 1e-6) {
            // a layer norm follows, along which the products of values and gradients cancel: nothing but rounding is
            // left
            assertThat(largest(found)).as(what).isLessThan(1e-6);
            return;
        }
        boolean cancelled = run.get("method").asText().equals("XGradCAM") && name.equals("caformer_s18");
        double tolerance = cancelled ? CANCELLED : LOW;
        assertClose(what, turned ? negated(chosen) : chosen, samples, tolerance * largest);
        float[] shown =
                ActivationMap.of(14, 14, turned ? negated(found) : found).enlarge(SIDE, SIDE);
        assertClose(what, grid(shown), flat(run.get("grid_4_16")), SPREAD);
    }

    @Test
    void two_stages_together_equal_the_reference() {
        for (JsonNode run : otherRuns) {
            if (run.get("target_layers").asText().contains("+")) {
                ExplanationSettings settings = ExplanationSettings.of(
                                ExplanationMethod.named(run.get("method").asText()))
                        .withModules(EARLIER, LAST);
                ActivationMap map = MethodExplainer.of(model, settings)
                        .explainAll(batch, top)
                        .get(0);
                assertClose(settings.method().title(), grid(map.values()), flat(run.get("grid_4_16")), SPREAD);
            }
        }
    }

    /** With components, too, whose signs come out as the reference's for all six pictures. */
    @Test
    void maps_averaged_over_changed_pictures_equal_the_reference() {
        List<JsonNode> found = where(runs, "GradCAM", true);
        assertThat(found).hasSize(2);
        for (JsonNode run : found) {
            boolean principal = run.get("eigen_smooth").asBoolean();
            ExplanationSettings settings =
                    ExplanationSettings.of(ExplanationMethod.GRAD_CAM).withSmoothing(true, principal);
            ActivationMap map =
                    MethodExplainer.of(model, settings).explainAll(batch, top).get(0);
            assertClose("GradCAM aug_smooth", grid(map.values()), flat(run.get("grid_4_16")), SPREAD);
        }
    }

    @Test
    void full_gradients_equal_the_reference() {
        ActivationMap map = MethodExplainer.of(model, ExplanationMethod.FULL_GRAD)
                .explainAll(batch, top)
                .get(0);
        float[] expected = new float[SIDE * SIDE];
        ByteBuffer.wrap(Fixtures.bytes("cam/" + name + "_FullGrad.bin"))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(expected);
        assertClose("FullGrad", map.enlarge(SIDE, SIDE), expected, SPREAD);
    }

    /** The reference takes channels away by values that depend on their place in the batch, so that the bound is wider. */
    @Test
    void ablation_equals_the_reference() {
        JsonNode run = where(runs, "AblationCAM", false).get(0);
        ExplanationSettings settings =
                ExplanationSettings.of(ExplanationMethod.ABLATION_CAM).withLimits(64, Integer.MAX_VALUE, 1);
        ActivationMap map =
                MethodExplainer.of(model, settings).explainAll(batch, top).get(0);
        float[] expected = flat(run.get("low_res_before_relu"));
        assertClose("AblationCAM", map.values(), expected, 5e-3 * largest(expected));
        assertClose("AblationCAM", grid(map.enlarge(SIDE, SIDE)), flat(run.get("grid_4_16")), 5e-3);
    }

    /** Of a softmax, the ratio of two weights tells the difference of their scores; a few of 512 channels will do. */
    @Test
    void scores_behind_channels_equal_the_reference() {
        float[] weights = Fixtures.floats(
                where(runs, "ScoreCAM", false).get(0).get("channel_weights").get("samples"));
        Output last = Output.activation(LAST);
        Outputs outputs = model.network().run(batch, Request.of(Output.INPUT, last));
        int[] channels = new int[5];
        for (int i = 0; i < channels.length; i++) {
            channels[i] = SyntheticStream.sampleIndex(i, 512);
        }
        double[] scores = new ScoreMaps(model.network(), last, 3, 512, ChannelReduction.SUM)
                .scores(outputs.get(Output.INPUT).picture(0), outputs.get(last).picture(0), top, channels);
        for (int i = 1; i < scores.length; i++) {
            assertThat(scores[i] - scores[0])
                    .as("channel %s", channels[i])
                    .isCloseTo(Math.log(weights[i] / weights[0]), within(1e-4));
        }
    }

    /** The network runs once for each of 512 channels, which is too long for every build. */
    @Test
    @Tag("parity")
    void scores_behind_all_channels_make_the_map_of_the_reference() {
        JsonNode run = where(runs, "ScoreCAM", false).get(0);
        ExplanationSettings settings =
                ExplanationSettings.of(ExplanationMethod.SCORE_CAM).withLimits(16, Integer.MAX_VALUE, 1);
        ActivationMap map =
                MethodExplainer.of(model, settings).explainAll(batch, top).get(0);
        float[] expected = flat(run.get("low_res_before_relu"));
        assertClose("ScoreCAM", map.values(), expected, 5e-3 * largest(expected));
        float[] shown = map.enlarge(SIDE, SIDE);
        assertClose("ScoreCAM", grid(shown), flat(run.get("grid_4_16")), 5e-3);
        double sum = 0;
        double squares = 0;
        for (float value : shown) {
            sum += value;
            squares += (double) value * value;
        }
        // an error of 5e-3 everywhere moves the mean by as much, and the length by SIDE times that
        assertThat(sum / shown.length).isCloseTo(run.get("map_mean").asDouble(), within(5e-3));
        assertThat(Math.sqrt(squares)).isCloseTo(run.get("map_l2").asDouble(), within(5e-3 * SIDE));
    }

    private static float[] flat(JsonNode rows) {
        List<Float> values = new ArrayList<>();
        rows.forEach(row -> row.forEach(value -> values.add((float) value.asDouble())));
        float[] flat = new float[values.size()];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = values.get(i);
        }
        return flat;
    }

    /** The fixtures' {@code map[4::16, 4::16]}. */
    private static float[] grid(float[] map) {
        float[] grid = new float[14 * 14];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = map[(4 + 16 * (i / 14)) * SIDE + 4 + 16 * (i % 14)];
        }
        return grid;
    }

    private static float[] negated(float[] values) {
        float[] negated = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            negated[i] = -values[i];
        }
        return negated;
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static void assertClose(String what, float[] actual, float[] expected, double tolerance) {
        assertThat(actual).as(what).containsExactly(expected, within((float) tolerance));
    }
}
