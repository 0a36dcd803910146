package io.metaformer4j.cli.command;

import io.metaformer4j.cli.output.TextTable;
import io.metaformer4j.engine.ComputationPlan;
import io.metaformer4j.engine.Engine;
import io.metaformer4j.engine.Engines;
import io.metaformer4j.zoo.MetaFormerException;
import io.metaformer4j.zoo.architecture.Architecture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The steps in which an engine computes a network, as text and as plain data.
 *
 * @param engine name of the engine
 * @param plan its steps
 */
record PlanTable(String engine, ComputationPlan plan) {

    /** Asks the preferred one of the engines that plan ahead. */
    static PlanTable of(Architecture architecture, int height, int width) {
        for (Engine engine : Engines.standard().all()) {
            Optional<ComputationPlan> plan = engine.plan(architecture, height, width);
            if (plan.isPresent()) {
                return new PlanTable(engine.name(), plan.get());
            }
        }
        throw new MetaFormerException(
                "no engine on the class path plans ahead; add the library metaformer4j-runtime, which does");
    }

    /** One row for each step, and what they are made of. */
    String text() {
        TextTable table = new TextTable().row("step", "result", "computes");
        for (ComputationPlan.Action step : plan.steps()) {
            table.row(
                    step.path(),
                    step.output().stream().map(String::valueOf).collect(Collectors.joining("x")),
                    step.text());
        }
        return table.render()
                + String.format(
                        Locale.ROOT,
                        "engine %s: %d operations in %d steps, maps of a picture in %s%n",
                        engine,
                        plan.operations(),
                        plan.steps().size(),
                        SummaryTables.size(plan.bytes()));
    }

    /** The same for programs. */
    Map<String, Object> data() {
        List<Map<String, Object>> steps = new ArrayList<>();
        for (ComputationPlan.Action step : plan.steps()) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("path", step.path());
            data.put("computes", step.text());
            data.put("result", step.output());
            steps.add(data);
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("engine", engine);
        data.put("operations", plan.operations());
        data.put("bytes", plan.bytes());
        data.put("steps", steps);
        return data;
    }
}
