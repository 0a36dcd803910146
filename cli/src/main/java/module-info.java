/** The command metaformer. */
@SuppressWarnings("requires-automatic") // JLine has a name in its manifest, and no descriptor
module io.metaformer4j.cli {
    requires io.metaformer4j.training;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires jdk.management;
    requires me.tongfei.progressbar;
    requires org.jline.terminal;

    opens io.metaformer4j.cli to info.picocli;
    opens io.metaformer4j.cli.doctor to info.picocli;
    opens io.metaformer4j.cli.demo to info.picocli;
}
