/** The command metaformer. Open, since picocli reads the fields of commands. */
@SuppressWarnings("requires-automatic") // JLine has a name in its manifest, and no descriptor
open module io.metaformer4j.cli {
    requires io.metaformer4j.onnx;
    requires io.metaformer4j.training;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires java.sql;
    requires jdk.management;
    requires me.tongfei.progressbar;
    requires org.jline.terminal;
}
