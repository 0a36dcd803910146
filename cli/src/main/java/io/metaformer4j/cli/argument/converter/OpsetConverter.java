package io.metaformer4j.cli.argument.converter;

import io.metaformer4j.onnx.OnnxOptions;
import picocli.CommandLine.ITypeConverter;

/** A version of ONNX's operators that can be written. */
public final class OpsetConverter implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String text) {
        return new WholeRange(OnnxOptions.OLDEST_OPSET, OnnxOptions.NEWEST_OPSET).read(text);
    }
}
