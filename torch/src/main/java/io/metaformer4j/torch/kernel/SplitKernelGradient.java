package io.metaformer4j.torch.kernel;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.convolution_backward;
import static org.bytedeco.pytorch.global.torch.empty_like;

import java.util.Locale;
import java.util.Set;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * The gradient of a depthwise convolution by its kernels, three columns of them at a time.
 *
 * <p>oneDNN 3.7 and 3.12 have code for depthwise gradients on x86 for kernels of up to three columns. For wider ones, such as the
 * 7x7 of ConvFormer, they take that of full convolutions in blocks of 16 channels and throw away all that connects one channel with
 * another. A kernel's columns do not depend on each other: three of them are the gradient of a kernel of three columns on the map,
 * shifted so that they are around the centre.
 */
public final class SplitKernelGradient {

    /** What oneDNN has quick code for. */
    private static final long COLUMNS = 3;

    private static final Set<String> X86 = Set.of("amd64", "x86_64");
    private static final long[] ONE = {1, 1};
    private static final long[] ZERO = {0, 0};

    private SplitKernelGradient() {}

    /**
     * Whether it is the quicker way.
     *
     * @param x map {@code [N, C, H, W]}
     * @param weight {@code [C, 1, k, k]}, k odd
     */
    public static boolean pays(Tensor x, Tensor weight) {
        long kernel = weight.size(3);
        return x.is_cpu()
                && X86.contains(System.getProperty("os.arch").toLowerCase(Locale.ROOT))
                && kernel > COLUMNS
                && x.size(2) >= kernel // on smaller maps the whole kernel's gradient is quicker
                && x.size(3) >= kernel
                && x.is_contiguous(MemoryFormat.ChannelsLast)
                && !RoundedProducts.replace(x, Operations.computedIn(x));
    }

    /**
     * Computes the gradient.
     *
     * @param x map {@code [N, C, H, W]} that went into the convolution, which keeps the size
     * @param gradient that of the result, same shape and type
     * @param kernel rows and columns of the kernels, odd and at least 3
     * @return {@code [C, 1, kernel, kernel]} in the type of the map
     */
    public static Tensor of(Tensor x, Tensor gradient, long kernel) {
        long half = kernel / 2;
        Tensor ordered = gradient.contiguous(MemoryFormat.ChannelsLast);
        TensorVector columns = new TensorVector();
        for (long column = half % 2 == 0 ? 0 : 1; column <= half - 2; column += 2) {
            boolean single = column == 0;
            Tensor three = ofThreeColumns(shifted(x, half - column), ordered, kernel);
            columns.push_back(single ? three.narrow(3, 1, 1) : three.narrow(3, 0, 2));
        }
        columns.push_back(ofThreeColumns(x, ordered, kernel));
        for (long column = half + 2; column < kernel; column += 2) {
            boolean single = column == kernel - 1;
            Tensor three = ofThreeColumns(shifted(x, half - column), ordered, kernel);
            columns.push_back(three.narrow(3, 1, single ? 1 : 2));
        }
        return cat(columns, 3);
    }

    /**
     * The map some columns further to the right, with zeros where it was. What it loses on that side only the column beyond the
     * centre would see, on the other side of the kernel's middle, which is therefore never taken from here.
     */
    private static Tensor shifted(Tensor x, long columns) {
        Tensor shifted = empty_like(x); // in the order of x, unlike what padding gives, and not filled with zeros first
        long empty = Math.abs(columns);
        long moved = x.size(3) - empty;
        shifted.narrow(3, columns > 0 ? 0 : moved, empty).zero_();
        shifted.narrow(3, Math.max(columns, 0), moved).copy_(x.narrow(3, Math.max(-columns, 0), moved));
        return shifted;
    }

    private static Tensor ofThreeColumns(Tensor x, Tensor gradient, long rows) {
        Tensor kernels = x.new_empty(x.size(1), 1, rows, COLUMNS); // only its shape matters
        try (BoolPointer onlyKernels = new BoolPointer(3)) {
            onlyKernels.put(0, false).put(1, true).put(2, false);
            long[] padding = {rows / 2, COLUMNS / 2};
            return convolution_backward(
                            gradient,
                            x,
                            kernels,
                            new LongArrayRefOptional(),
                            ONE,
                            padding,
                            ONE,
                            false,
                            ZERO,
                            x.size(1),
                            onlyKernels)
                    .get1();
        }
    }
}
