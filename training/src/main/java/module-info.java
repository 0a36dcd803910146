/** Training and fine-tuning on libtorch. */
@SuppressWarnings("module") // the command is not there yet when this room is compiled
module io.metaformer4j.training {
    requires transitive io.metaformer4j.evaluation;
    requires transitive io.metaformer4j.torch;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires org.slf4j;

    exports io.metaformer4j.training;
    exports io.metaformer4j.training.checkpoint;
    exports io.metaformer4j.training.distributed;
    exports io.metaformer4j.training.network;
    exports io.metaformer4j.training.objective;
    exports io.metaformer4j.training.optimizer;
    exports io.metaformer4j.training.optimizer.average;
    exports io.metaformer4j.training.optimizer.clip;
    exports io.metaformer4j.training.recipe;
    exports io.metaformer4j.training.recipe.layered;
    exports io.metaformer4j.training.recipe.published;
    exports io.metaformer4j.training.report;
    exports io.metaformer4j.training.schedule;
    exports io.metaformer4j.training.speed;
    exports io.metaformer4j.training.step;

    opens io.metaformer4j.training.checkpoint to
            com.fasterxml.jackson.databind;
    opens io.metaformer4j.training.recipe.published to
            com.fasterxml.jackson.databind;
}
