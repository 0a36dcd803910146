package io.metaformer4j.cli.speed;

import io.metaformer4j.evaluation.speed.NetworkProfile;
import io.metaformer4j.evaluation.speed.ProfilePart;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A profile as names and values for files. Times are milliseconds of a batch, speeds billions of floating point operations or of bytes a
 * second, shares 1 at the machine's rate.
 */
final class ProfileColumns {

    private static final double MILLI = 1e3;
    private static final double GIGA = 1e9;

    /** Digits of a figure: more than any clock has. */
    private static final MathContext DIGITS = new MathContext(5);

    private ProfileColumns() {}

    /** The whole profile as one object. */
    static Map<String, Object> of(NetworkProfile profile) {
        Map<String, Object> rates = new LinkedHashMap<>();
        profile.rates()
                .products()
                .forEach((format, rate) -> rates.put(format.word() + "_gflops", figure(2 * rate / GIGA)));
        rates.put("maps_gbytes", figure(profile.rates().maps() / GIGA));
        rates.put("weights_gbytes", figure(profile.rates().weights() / GIGA));
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("pass_p50_time", figure(profile.passes().median() * MILLI));
        columns.put("rounds", profile.passes().seconds().size());
        columns.put("warmup_runs", profile.warmUp().runs());
        columns.put("settled", profile.warmUp().settled());
        columns.put("outside_time", figure(profile.outside() * MILLI));
        columns.put("nearness", figure(profile.nearness()));
        columns.put("machine", profile.machine().word());
        columns.put("machine_reason", profile.machine().reason());
        columns.put("rates", rates);
        columns.put("all_steps", part(profile.allSteps()));
        columns.put(
                "kinds", profile.byKind().stream().map(ProfileColumns::named).toList());
        columns.put(
                "stages", profile.byStage().stream().map(ProfileColumns::named).toList());
        columns.put("steps", steps(profile));
        return columns;
    }

    private static Map<String, Object> named(ProfilePart part) {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("name", part.name());
        columns.putAll(part(part));
        return columns;
    }

    private static List<Map<String, Object>> steps(NetworkProfile profile) {
        List<Map<String, Object>> steps = new ArrayList<>();
        for (int i = 0; i < profile.steps().size(); i++) {
            steps.add(step(profile, i));
        }
        return steps;
    }

    private static Map<String, Object> step(NetworkProfile profile, int index) {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("path", profile.work().get(index).path());
        columns.put("kind", profile.work().get(index).kind().label());
        columns.put("stage", NetworkProfile.stage(profile.work().get(index)));
        columns.put("computes", profile.work().get(index).text());
        columns.putAll(part(profile.steps().get(index)));
        return columns;
    }

    private static Map<String, Object> part(ProfilePart part) {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("time", figure(part.time().seconds() * MILLI));
        columns.put("waiting_time", figure(part.time().waiting() * MILLI));
        columns.put("macs", part.macs());
        columns.put("bytes", part.bytes());
        columns.put("gflops", figure(part.gigaflops()));
        columns.put("product_time", figure(part.bounds().products() * MILLI));
        columns.put("memory_time", figure(part.bounds().memory() * MILLI));
        columns.put("least_time", figure(part.bounds().least() * MILLI));
        columns.put("product_share", figure(part.productShare()));
        columns.put("memory_share", figure(part.memoryShare()));
        columns.put("nearness", figure(part.nearness()));
        columns.put("limit", part.limit().name().toLowerCase(Locale.ROOT));
        return columns;
    }

    /** A line for each step of each profile, with what the profile is of in front. */
    static List<Map<String, Object>> lines(List<BenchmarkRow> rows, String weights) {
        List<Map<String, Object>> lines = new ArrayList<>();
        for (BenchmarkRow row : rows) {
            if (row.profile().isEmpty()) {
                Map<String, Object> line = setting(row);
                line.put("weights", weights);
                line.put("error", row.error().orElse(null));
                lines.add(line);
                continue;
            }
            NetworkProfile profile = row.profile().get();
            for (int i = 0; i < profile.steps().size(); i++) {
                Map<String, Object> line = setting(row);
                line.put("step", i);
                line.putAll(step(profile, i));
                line.put("machine", profile.machine().word());
                line.put("weights", weights);
                line.put("error", null);
                lines.add(line);
            }
        }
        return lines;
    }

    private static Map<String, Object> setting(BenchmarkRow row) {
        BenchmarkRow.Setting setting = row.setting();
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("model", setting.model());
        columns.put("engine", setting.engine());
        columns.put("device", setting.placement().device().toString());
        columns.put("precision", setting.precision());
        columns.put("batch_size", setting.batch());
        columns.put("img_size", setting.input().width());
        return columns;
    }

    private static double figure(double value) {
        return BigDecimal.valueOf(value).round(DIGITS).doubleValue();
    }
}
