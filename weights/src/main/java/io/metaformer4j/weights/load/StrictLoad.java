package io.metaformer4j.weights.load;

import io.metaformer4j.weights.CheckpointException;
import io.metaformer4j.weights.DType;
import io.metaformer4j.weights.UnsupportedCheckpointException;
import io.metaformer4j.weights.WeightTensor;
import io.metaformer4j.weights.dialect.DialectEntry;
import io.metaformer4j.weights.dialect.DialectLayout;
import io.metaformer4j.weights.dialect.DialectMatch;
import io.metaformer4j.weights.match.CheckpointMismatchException;
import io.metaformer4j.weights.match.FinalLayer;
import io.metaformer4j.weights.match.LoadHints;
import io.metaformer4j.weights.match.MismatchReport;
import io.metaformer4j.weights.match.Mismatches;
import io.metaformer4j.weights.match.ModelMatcher;
import io.metaformer4j.weights.match.NameGroups;
import io.metaformer4j.weights.match.ShapeRule;
import io.metaformer4j.zoo.PrintableText;
import io.metaformer4j.zoo.architecture.Architecture;
import io.metaformer4j.zoo.catalog.PublishedWeights.Coverage;
import io.metaformer4j.zoo.plan.ParameterLayout;
import io.metaformer4j.zoo.plan.ParameterSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * One run of a {@link WeightsLoader}: names are assigned to parameters, each of which takes its tensor or is recorded as a
 * mismatch, values are converted and scanned, and what may start fresh is drawn.
 */
final class StrictLoad {

    /** Groups of names that a note lists. */
    private static final int SHOWN = 12;

    private final String source;
    private final String target;
    private final Architecture architecture;
    private final LoadOptions options;
    private final Map<String, WeightTensor> stored;
    private final DialectMatch dialect;
    private final boolean averaged;
    private final Set<String> others;
    private final Map<String, WeightTensor> quantization;

    private final List<Mismatches.Missing> missing = new ArrayList<>();
    private final List<Mismatches.Unexpected> unexpected = new ArrayList<>();
    private final List<Mismatches.Mismatched> mismatched = new ArrayList<>();
    private final List<String> quantized = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** Names in the checkpoint by canonical name. */
    private final Map<String, String> names = new LinkedHashMap<>();

    StrictLoad(String source, String target, Architecture architecture, NetworkChoice choice) {
        this.source = source;
        this.target = target;
        this.architecture = architecture;
        this.options = choice.options();
        this.stored = choice.tensors();
        this.averaged = choice.averaged();
        this.others = choice.others();
        this.quantization = choice.quantization();
        this.leftOut.addAll(choice.leftOut());
        this.notes.addAll(choice.notes());
        this.dialect = choice.dialect();
    }

    LoadedWeights run(Supplier<ModelMatcher> suggestions) {
        boolean bodyOnly = options.coverage() == Coverage.BODY;
        Architecture wanted = bodyOnly ? FinalLayer.body(architecture) : architecture;
        LoadHints hints =
                new LoadHints(suggestions, stored, dialect, architecture, options.stem() == LoadOptions.StemRule.ADAPT);
        Optional<String> unsupportedPart = dialect.dialect().unsupportedPart(wanted);
        if (unsupportedPart.isPresent()) {
            boolean bodyFits = dialect.dialect()
                    .unsupportedPart(FinalLayer.body(architecture))
                    .isEmpty();
            throw new CheckpointMismatchException(
                    source + " are in " + dialect.describe() + ", which has no names for " + unsupportedPart.get()
                            + " of " + target + (bodyFits ? "; ask for a fresh head to take the rest" : "")
                            + hints.model().map(hint -> "; " + hint).orElse(""));
        }
        DialectLayout layout = dialect.dialect().layout(wanted);
        assign(layout);
        leaveOut(layout, bodyOnly);
        Map<String, WeightTensor> taken = take(layout);
        if (!quantized.isEmpty()) {
            throw quantizedWeights(layout.entries().size());
        }
        Mismatches mismatches = new Mismatches(missing, unexpected, mismatched, scan(taken));
        if (!mismatches.isEmpty()) {
            throw new CheckpointMismatchException(
                    new MismatchReport(source, target, dialect.describe(), mismatches, hints.of(mismatches)));
        }
        return complete(taken, bodyOnly);
    }

    private CheckpointException quantizedWeights(int tensors) {
        String found = source + " store " + quantized.size() + " of " + tensors + " tensors as "
                + stored.get(quantized.get(0)).dtype() + ", for instance " + PrintableText.of(quantized.get(0));
        return QuantizedNames.areComplete(stored.keySet())
                ? new QuantizedCheckpointException(
                        found + ", which the engines cpu and onnx alone compute with, in float32"
                                + " or bfloat16 and without gradients; use one of them, or weights in floating point")
                : new UnsupportedCheckpointException(
                        found + "; such quantized values mean nothing without their scales:"
                                + " save the weights as float32, float16 or bfloat16");
    }

    /** Finds a place for every name; a second name for a place has none. */
    private void assign(DialectLayout layout) {
        dialect.names().forEach((storedName, name) -> {
            Optional<DialectEntry> entry = layout.find(name);
            if (entry.isEmpty() || names.putIfAbsent(entry.get().spec().name(), storedName) != null) {
                unexpected.add(new Mismatches.Unexpected(
                        storedName, stored.get(storedName).toString()));
            }
        });
    }

    /** Leaves out what is known to belong to something else: a larger model, or the head where only the body is wanted. */
    private void leaveOut(DialectLayout layout, boolean bodyOnly) {
        boolean partOfLarger = options.prefix().isPresent() || dialect.prefix().endsWith("backbone.");
        for (String name : dialect.outside()) {
            if (partOfLarger) {
                leftOut.add(name);
            } else {
                unexpected.add(new Mismatches.Unexpected(name, stored.get(name).toString()));
            }
        }
        unexpected.removeIf(tensor -> {
            boolean outsidePrefix = !tensor.name().startsWith(dialect.prefix());
            if (outsidePrefix && partOfLarger) {
                leftOut.add(tensor.name());
            }
            return outsidePrefix && partOfLarger;
        });
        if (bodyOnly) {
            Set<String> body =
                    layout.entries().stream().map(entry -> module(entry.name())).collect(Collectors.toSet());
            unexpected.removeIf(tensor -> {
                String name = dialect.names().get(tensor.name());
                boolean head = name != null && !body.contains(module(name));
                if (head) {
                    leftOut.add(tensor.name());
                }
                return head;
            });
        }
        List<String> groups = NameGroups.of(
                leftOut.stream().filter(name -> !others.contains(name)).toList());
        if (!groups.isEmpty()) {
            notes.add("Left out of the checkpoint: " + PrintableText.listed(groups, SHOWN, UnaryOperator.identity())
                    + ".");
        }
    }

    private static String module(String name) {
        return name.substring(0, Math.max(0, name.indexOf('.')));
    }

    private Map<String, WeightTensor> take(DialectLayout layout) {
        Map<String, WeightTensor> found = new LinkedHashMap<>();
        names.forEach((canonical, storedName) -> found.put(canonical, stored.get(storedName)));
        HeadAdapter head =
                new HeadAdapter(options.head(), architecture, layout, found, new InitialWeights(options.seed()));
        notes.addAll(head.notes());
        StemAdapter stem = new StemAdapter(options.stem(), architecture, layout, found);
        notes.addAll(stem.notes());
        Map<String, WeightTensor> taken = new LinkedHashMap<>();
        for (DialectEntry entry : layout.entries()) {
            String canonical = entry.spec().name();
            if (head.isFresh(entry)) {
                if (names.containsKey(canonical)) {
                    leftOut.add(names.get(canonical));
                }
                continue;
            }
            WeightTensor tensor = found.get(canonical);
            if (tensor == null) {
                absent(entry).ifPresent(value -> taken.put(canonical, value));
            } else {
                fitted(entry, stem.adapt(entry, head.adapt(entry, tensor)))
                        .ifPresent(value -> taken.put(canonical, value));
            }
        }
        return taken;
    }

    private Optional<WeightTensor> absent(DialectEntry entry) {
        if (entry.spec().kind() == ParameterSpec.Kind.COUNTER) {
            notes.add("The checkpoint has no " + entry.name() + "; it starts at 0.");
            return Optional.of(new InitialWeights(0).draw(entry.spec()));
        }
        missing.add(new Mismatches.Missing(entry.name(), entry.spec().name(), entry.shape()));
        return Optional.empty();
    }

    private Optional<WeightTensor> fitted(DialectEntry entry, WeightTensor tensor) {
        boolean counter = entry.spec().kind() == ParameterSpec.Kind.COUNTER;
        boolean quantizedAsWanted = !counter && options.quantizedTypes().contains(tensor.dtype());
        boolean usable =
                tensor.dtype().isFloating() || (counter && tensor.dtype().isInteger()) || quantizedAsWanted;
        List<Integer> shape = ShapeRule.of(tensor.shape());
        String storedName = names.get(entry.spec().name());
        if (!usable && tensor.dtype().width() == 1 && tensor.dtype() != DType.BOOL) {
            quantized.add(storedName);
            return Optional.empty();
        }
        if (!ShapeRule.fits(shape, entry.shape())) {
            boolean transposed = ShapeRule.isTransposed(shape, entry.shape());
            mismatched.add(new Mismatches.Mismatched(
                    storedName,
                    entry.spec().name(),
                    shape.toString(),
                    entry.shape().toString(),
                    transposed));
            return Optional.empty();
        }
        if (!usable) {
            mismatched.add(new Mismatches.Mismatched(
                    storedName, entry.spec().name(), tensor.dtype().toString(), "a float type", false));
            return Optional.empty();
        }
        WeightTensor shaped = tensor.reshape(ShapeRule.of(entry.spec().shape()));
        if (quantizedAsWanted) {
            return Optional.of(shaped);
        }
        return Optional.of(
                counter ? shaped.toCounts() : shaped.to(options.elementType().orElse(shaped.dtype())));
    }

    private List<Mismatches.NotFinite> scan(Map<String, WeightTensor> taken) {
        if (options.nonFinite() == LoadOptions.NonFinite.ACCEPT) {
            return List.of();
        }
        return taken.entrySet().parallelStream()
                .flatMap(entry -> {
                    OptionalLong index = FiniteScan.find(entry.getValue());
                    return index.stream()
                            .mapToObj(i ->
                                    new Mismatches.NotFinite(names.getOrDefault(entry.getKey(), entry.getKey()), i));
                })
                .toList();
    }

    /** All tensors of the network in canonical order, those that the checkpoint lacks freshly drawn; then scales. */
    private LoadedWeights complete(Map<String, WeightTensor> taken, boolean bodyOnly) {
        Map<String, WeightTensor> all = new LinkedHashMap<>();
        List<String> fresh = new ArrayList<>();
        InitialWeights initial = new InitialWeights(options.seed());
        DType type = options.elementType().orElseGet(() -> commonType(taken));
        for (ParameterSpec spec : ParameterLayout.of(architecture).specs()) {
            WeightTensor tensor = taken.get(spec.name());
            if (tensor == null) {
                fresh.add(spec.name());
                tensor = initial.draw(spec);
                tensor = tensor.dtype().isFloating() ? tensor.to(type) : tensor;
            }
            all.put(spec.name(), tensor);
        }
        all.putAll(quantization);
        if (bodyOnly && !fresh.isEmpty()) {
            notes.add("Only stem and stages were taken; fresh are " + String.join(", ", NameGroups.of(fresh)) + ".");
        }
        return new LoadedWeights(all, dialect, fresh, leftOut, averaged, notes);
    }

    private static DType commonType(Map<String, WeightTensor> taken) {
        return taken.values().stream()
                .map(WeightTensor::dtype)
                .filter(DType::isFloating)
                .findFirst()
                .orElse(DType.F32);
    }
}
