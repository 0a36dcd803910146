package io.metaformer4j.engine;

import io.metaformer4j.zoo.MetaFormerException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a network lives.
 *
 * @param kind the kind of hardware
 * @param index which of several, from 0; always 0 for the CPU
 */
public record Device(Kind kind, int index) {

    /** The kinds of hardware. */
    public enum Kind {
        /** The processor. */
        CPU,
        /** An NVIDIA graphics card; needs an engine that was built for it. */
        CUDA
    }

    /** The processor. */
    public static final Device CPU = new Device(Kind.CPU, 0);

    private static final Pattern TEXT = Pattern.compile("(cpu|cuda)(?::(\\d{1,2}))?");

    public Device {
        if (index < 0 || (kind == Kind.CPU && index > 0)) {
            throw new MetaFormerException("device index " + index + " is out of range for " + kind);
        }
    }

    /**
     * Reads a device name as PyTorch writes it.
     *
     * @param text {@code cpu}, {@code cuda} or {@code cuda:1}
     * @return the device; whether it exists is only checked when it is used
     * @throws MetaFormerException if the text is none of these
     */
    public static Device parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new MetaFormerException("unknown device '" + text + "'; use cpu, cuda or cuda:<number>");
        }
        int index = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        return new Device("cpu".equals(matcher.group(1)) ? Kind.CPU : Kind.CUDA, index);
    }

    @Override
    public String toString() {
        return kind == Kind.CPU ? "cpu" : "cuda:" + index;
    }
}
