/** The engine on libtorch. */
@SuppressWarnings("module") // modules above this one are not there yet when it is compiled
module io.metaformer4j.torch {
    requires transitive io.metaformer4j.engine;
    requires transitive org.bytedeco.pytorch;
    requires org.slf4j;

    exports io.metaformer4j.torch;
    exports io.metaformer4j.torch.check;
    exports io.metaformer4j.torch.kernel to
            io.metaformer4j.training;
    exports io.metaformer4j.torch.natives;
    exports io.metaformer4j.torch.run;

    provides io.metaformer4j.engine.Engine with
            io.metaformer4j.torch.TorchEngine;
}
