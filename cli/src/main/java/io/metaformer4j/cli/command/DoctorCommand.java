package io.metaformer4j.cli.command;

import io.metaformer4j.cli.doctor.Examination;
import io.metaformer4j.cli.output.JsonOutput;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Examines the machine. */
@Command(
        name = "doctor",
        description = {
            "Examine this machine: Java, processor, memory, native libraries, every kernel of the engine, caches, disk.",
            "Exit code 1 if something is wrong that the product needs; what is only worth knowing is listed as a note."
        })
public final class DoctorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOutput json;

    @Override
    public Integer call() {
        Examination examination = Examination.ofThisMachine(spec.root().version()[0]);
        PrintWriter out = spec.commandLine().getOut();
        if (json.enabled()) {
            JsonOutput.print(out, examination.document());
        } else {
            out.print(examination.text());
            out.flush();
        }
        return examination.isSound() ? 0 : 1;
    }
}
