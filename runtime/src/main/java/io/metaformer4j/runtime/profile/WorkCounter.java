package io.metaformer4j.runtime.profile;

import io.metaformer4j.engine.profile.ProductFormat;
import io.metaformer4j.engine.profile.StepKind;
import io.metaformer4j.engine.profile.StepWork;
import io.metaformer4j.runtime.frame.LevelSizes;
import io.metaformer4j.runtime.plan.BoundaryStep;
import io.metaformer4j.runtime.plan.Coefficients;
import io.metaformer4j.runtime.plan.ElementStep;
import io.metaformer4j.runtime.plan.FusedStep;
import io.metaformer4j.runtime.plan.LinearStep;
import io.metaformer4j.runtime.plan.LinearStep.Product;
import io.metaformer4j.runtime.plan.MixingStep;
import io.metaformer4j.runtime.plan.NormStep;
import io.metaformer4j.runtime.plan.PlanStep;
import io.metaformer4j.runtime.plan.PlanValue;
import io.metaformer4j.runtime.plan.StepVisitor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts what each step has to do, for pictures of one size.
 *
 * @param sizes height and width of the maps
 * @param pictureBytes bytes of a number of the pictures that come in
 */
record WorkCounter(LevelSizes sizes, int pictureBytes) implements StepVisitor<StepWork> {

    /** Number, mean and squared differences of a row of a map, in double precision. */
    private static final long ROW_STATISTICS = 3L * Double.BYTES;

    private StepWork work(PlanStep step, StepKind kind, Work work) {
        return new StepWork(step.path(), step.describe(), kind, work.macs(), mapBytes(step), work.weightBytes());
    }

    private StepWork work(PlanStep step, StepKind kind, long macs, long weights) {
        return work(step, kind, Work.of(ProductFormat.FLOAT32, macs, weights * Float.BYTES));
    }

    /** Whatever is read and written has to come from memory and to go there, if it is not in a cache by chance. */
    private long mapBytes(PlanStep step) {
        return bytes(step.reads()) + bytes(step.writes());
    }

    private long bytes(List<PlanValue> values) {
        return values.stream().mapToLong(this::bytes).sum();
    }

    private long bytes(PlanValue value) {
        return value.kind() == PlanValue.Kind.STATISTICS ? ROW_STATISTICS * sizes.height(value) : sizes.bytes(value);
    }

    private static long count(Optional<Coefficients> values) {
        return values.map(Coefficients::size).orElse(0);
    }

    private StepWork elementwise(PlanStep step, long constants) {
        return work(step, StepKind.ELEMENTWISE, 0, constants);
    }

    private Work float32(Product product) {
        long weights = Work.weights(product);
        long constants = count(product.bias())
                + product.fold().map(norm -> norm.omega().size()).orElse(0);
        return Work.of(
                ProductFormat.FLOAT32, weights * sizes.positions(product.in()), (weights + constants) * Float.BYTES);
    }

    private Work narrow(FusedStep.NarrowLayer layer) {
        Product product = layer.product();
        return narrow(layer.bytes(), Work.weights(product), sizes.positions(product.in()), count(product.bias()));
    }

    private static Work narrow(Optional<FusedStep.Bytes> bytes, long weights, long positions, long constants) {
        ProductFormat format = bytes.map(stored -> stored.multiplied() ? ProductFormat.INT8 : ProductFormat.FLOAT32)
                .orElse(ProductFormat.BFLOAT16);
        int each =
                switch (format) {
                    case FLOAT32 -> Float.BYTES;
                    case BFLOAT16 -> Short.BYTES;
                    case INT8 -> Byte.BYTES;
                };
        long scales = bytes.map(stored -> stored.scales().size()).orElse(0);
        return Work.of(format, weights * positions, weights * each + (constants + scales) * Float.BYTES);
    }

    /** A norm that is computed in the pass that rounds what follows. */
    private Work norm(Optional<? extends NormStep> norm) {
        return new Work(
                Map.of(), norm.map(first -> first.accept(this).weightBytes()).orElse(0L));
    }

    @Override
    public StepWork convolve(LinearStep.Convolve step) {
        long weights = step.weight().size();
        long positions = sizes.positions(step.out());
        return work(
                step,
                StepKind.CONVOLUTION,
                weights * positions,
                weights + step.bias().size());
    }

    /** Kernels of zeros stand for the sines that a filter without an angle does not have. */
    @Override
    public StepWork depthwise(LinearStep.Depthwise step) {
        int area = step.kernel() * step.kernel();
        float[] weights = step.weight().values();
        long kernels = 0;
        for (int first = 0; first < weights.length; first += area) {
            boolean used = false;
            for (int i = first; i < first + area; i++) {
                used |= weights[i] != 0;
            }
            kernels += used ? 1 : 0;
        }
        return work(step, StepKind.DEPTHWISE, kernels * area * sizes.positions(step.out()), weights.length);
    }

    @Override
    public StepWork product(Product step) {
        return work(step, StepKind.PRODUCT, float32(step));
    }

    @Override
    public StepWork mixTokens(LinearStep.MixTokens step) {
        long matrix = (long) step.tokens() * step.tokens();
        return work(step, StepKind.TOKEN_MATRIX, matrix * step.in().channels(), matrix);
    }

    @Override
    public StepWork pool(MixingStep.Pool step) {
        return work(step, StepKind.POOLING, 0, 0);
    }

    /** Scores and weighted sums. */
    @Override
    public StepWork attend(MixingStep.Attend step) {
        long tokens = sizes.positions(step.in());
        ProductFormat format = step.in().half() ? ProductFormat.BFLOAT16 : ProductFormat.FLOAT32;
        return work(step, StepKind.ATTENTION, Work.of(format, 2 * tokens * tokens * step.heads() * step.headDim(), 0));
    }

    @Override
    public StepWork magnitude(MixingStep.Magnitudes step) {
        return elementwise(step, 0);
    }

    @Override
    public StepWork join(MixingStep.Join step) {
        return elementwise(step, 0);
    }

    @Override
    public StepWork mean(MixingStep.Mean step) {
        return work(step, StepKind.POOLING, 0, 0);
    }

    @Override
    public StepWork layerNormalize(NormStep.LayerNormalize step) {
        return work(step, StepKind.NORM, 0, count(step.weight()) + count(step.bias()));
    }

    @Override
    public StepWork groupNormalize(NormStep.GroupNormalize step) {
        return work(step, StepKind.NORM, 0, step.weight().size() + count(step.bias()));
    }

    @Override
    public StepWork statistics(NormStep.Statistics step) {
        return work(step, StepKind.NORM, 0, 0);
    }

    @Override
    public StepWork standardize(NormStep.Standardize step) {
        return work(step, StepKind.NORM, 0, step.weight().size() + step.bias().size());
    }

    @Override
    public StepWork affine(ElementStep.Affine step) {
        return elementwise(step, step.factor().size() + count(step.shift()));
    }

    @Override
    public StepWork add(ElementStep.Add step) {
        return elementwise(step, count(step.factor()) + count(step.shift()));
    }

    @Override
    public StepWork addMap(ElementStep.AddMap step) {
        return elementwise(step, step.map().size());
    }

    @Override
    public StepWork activate(ElementStep.Activate step) {
        return elementwise(step, 0);
    }

    /** Reads the caller's picture. */
    @Override
    public StepWork picture(BoundaryStep.PictureInput step) {
        long bytes = bytes(step.out()) + sizes.count(step.out()) * pictureBytes;
        return new StepWork(step.path(), step.describe(), StepKind.TRANSFER, Map.of(), bytes, 0);
    }

    /** Writes as much to the caller's memory as it reads. */
    @Override
    public StepWork export(BoundaryStep.Export step) {
        return new StepWork(step.path(), step.describe(), StepKind.TRANSFER, Map.of(), 2 * bytes(step.in()), 0);
    }

    @Override
    public StepWork poolMix(FusedStep.PoolMix step) {
        return work(step, StepKind.POOLING, 0, step.factor().size() + count(step.residual()));
    }

    @Override
    public StepWork addMagnitude(FusedStep.AddMagnitude step) {
        return elementwise(step, step.factor().size() + count(step.shift()));
    }

    @Override
    public StepWork chain(FusedStep.Chain step) {
        return work(step, StepKind.PRODUCT, float32(step.first()).plus(float32(step.second())));
    }

    @Override
    public StepWork narrowed(FusedStep.Narrowed step) {
        Work work = narrow(step.first());
        if (step.second().isPresent()) {
            work = work.plus(narrow(step.second().get()));
        }
        return work(step, StepKind.PRODUCT, work.plus(norm(step.norm())));
    }

    @Override
    public StepWork narrowConvolve(FusedStep.NarrowConvolve step) {
        LinearStep.Convolve convolution = step.convolution();
        Work work = narrow(
                step.bytes(),
                convolution.weight().size(),
                sizes.positions(convolution.out()),
                convolution.bias().size());
        return work(step, StepKind.CONVOLUTION, work.plus(norm(step.norm())));
    }
}
