package io.metaformer4j.weights.pickle;

import io.metaformer4j.weights.disk.ReadBudget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A pickle machine that can only build data.
 *
 * <p>It knows the opcodes that {@code torch.save} emits (pickle protocol 2; those of the default protocols 3 to 5 for
 * plain data, too) and refuses every other. Names of globals stay names; what a REDUCE of such a name may build is
 * decided by {@link PickleCalls}. Nothing is ever looked up or run. Memory is bounded by the input: lengths are
 * checked against the bytes that follow, the stack and the memo have limits, and {@link ReadBudget} counts the rest.
 *
 * <p>Facts about opcodes: Python's {@code pickletools}; about the restricted set: {@code
 * torch/_weights_only_unpickler.py}.
 */
public final class Unpickler {

    private static final int MAX_PROTOCOL = 5;
    private static final int MAX_STACK = 1_000_000;
    private static final int MAX_MEMO = 1_000_000;
    /** A list or dictionary counts as this many values, which is about the memory that it takes. */
    private static final int CONTAINER = 8;

    private final PickleInput in;
    private final PickleCalls calls;
    private final List<Object> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    private Unpickler(PickleInput in, Consumer<PickleNode.Storage> storages) {
        this.in = in;
        this.calls = new PickleCalls(in, storages);
    }

    /**
     * Reads one pickle up to and including its STOP.
     *
     * @param in the bytes; afterwards positioned behind the STOP
     * @param storages is told every storage that the pickle refers to
     * @return the value: a Java scalar, null for None, or a {@link PickleNode}
     */
    public static Object read(PickleInput in, Consumer<PickleNode.Storage> storages) {
        return new Unpickler(in, storages).run();
    }

    private Object run() {
        if (in.u8() != 0x80 || in.u8() > MAX_PROTOCOL) {
            throw in.corrupt("does not start with a known protocol");
        }
        while (true) {
            int opcode = in.u8();
            if (opcode == '.') {
                break;
            }
            if (!scalar(opcode) && !container(opcode) && !object(opcode)) {
                throw in.corrupt(String.format("has opcode 0x%02x, which weights never need,", opcode));
            }
        }
        if (stack.size() != 1 || !marks.isEmpty()) {
            throw in.corrupt("ends with " + stack.size() + " values on its stack where one was expected");
        }
        return stack.get(0);
    }

    private boolean scalar(int opcode) {
        switch (opcode) {
            case 'N' -> push(null);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'J' -> push((long) in.i32());
            case 'K' -> push((long) in.u8());
            case 'M' -> push((long) in.u16());
            case 0x8a -> push(in.integer(in.u8()));
            case 'G' -> push(in.f64());
            case 'X' -> push(in.string(in.length()));
            case 0x8d -> push(in.string(in.length64()));
            case 0x8c -> push(in.utf8(in.u8()));
            case 'U' -> push(in.text(in.u8()));
            case 'T' -> push(in.text(in.length()));
            case 'B' -> push(in.view(in.length()));
            case 'C' -> push(in.view(in.u8()));
            case 0x8e, 0x96 -> push(in.view(in.length64()));
            case 'h' -> push(memoized(in.u8()));
            case 'j' -> push(memoized(in.i32()));
            case 'q' -> memoize(in.u8());
            case 'r' -> memoize(in.i32());
            case 0x94 -> memoize(memo.size());
            case 0x95 -> in.length64();
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean container(int opcode) {
        switch (opcode) {
            case '(' -> mark();
            case ']' -> pushNew(new PickleNode.Sequence());
            case '}' -> pushNew(new PickleNode.Dictionary());
            case 0x8f -> pushNew(new PickleNode.Collection());
            case ')' -> pushNew(new PickleNode.Tuple(List.of()));
            case 't' -> pushNew(new PickleNode.Tuple(popMark()));
            case 0x85 -> pushNew(new PickleNode.Tuple(pop(1)));
            case 0x86 -> pushNew(new PickleNode.Tuple(pop(2)));
            case 0x87 -> pushNew(new PickleNode.Tuple(pop(3)));
            case 'a' -> append(pop(1));
            case 'e' -> append(popMark());
            case 's' -> setItems(pop(2));
            case 'u' -> setItems(popMark());
            case 0x90 -> addItems(popMark());
            case 0x91 -> {
                List<Object> items = popMark();
                PickleNode.Collection set = new PickleNode.Collection();
                set.items.addAll(items);
                pushNew(set);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean object(int opcode) {
        switch (opcode) {
            case 'c' -> {
                long offset = in.offset() - 1;
                String module = in.line();
                pushNew(PickleGlobals.symbol(in, module, in.line(), offset));
            }
            case 0x93 -> {
                long offset = in.offset() - 1;
                List<Object> names = pop(2);
                if (!(names.get(0) instanceof String module) || !(names.get(1) instanceof String name)) {
                    throw in.corrupt("names a global by something that is not text");
                }
                pushNew(PickleGlobals.symbol(in, module, name, offset));
            }
            case 'Q' -> pushNew(calls.storage(pop(1).get(0)));
            case 'R' -> {
                List<Object> call = pop(2);
                pushNew(calls.reduce(call.get(0), call.get(1)));
            }
            case 0x81 -> {
                List<Object> call = pop(2);
                pushNew(calls.newObject(call.get(0), call.get(1), null));
            }
            case 0x92 -> {
                List<Object> call = pop(3);
                pushNew(calls.newObject(call.get(0), call.get(1), call.get(2)));
            }
            case 'b' -> {
                Object state = pop(1).get(0);
                calls.build(top(), state);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void append(List<Object> items) {
        charge(items.size());
        Object target = top();
        if (target instanceof PickleNode.Sequence list) {
            list.items.addAll(items);
        } else if (target instanceof PickleNode.Instance instance) {
            instance.arguments.addAll(items);
        } else {
            throw in.corrupt("appends to something that is not a list");
        }
    }

    private void addItems(List<Object> items) {
        charge(items.size());
        if (!(top() instanceof PickleNode.Collection set)) {
            throw in.corrupt("adds items to something that is not a set");
        }
        set.items.addAll(items);
    }

    private void setItems(List<Object> items) {
        charge(items.size());
        PickleNode.Dictionary target;
        if (top() instanceof PickleNode.Dictionary dictionary) {
            target = dictionary;
        } else if (top() instanceof PickleNode.Instance instance) {
            target = instance.state;
        } else {
            throw in.corrupt("sets items of something that is not a dictionary");
        }
        if (items.size() % 2 != 0) {
            throw in.corrupt("sets a key without a value");
        }
        for (int i = 0; i < items.size(); i += 2) {
            target.put(items.get(i), items.get(i + 1));
        }
    }

    private void memoize(int index) {
        if (memo.size() >= MAX_MEMO && !memo.containsKey(index)) {
            throw in.corrupt("memoizes more than " + MAX_MEMO + " values");
        }
        charge(1);
        memo.put(index, top());
    }

    private Object memoized(int index) {
        if (!memo.containsKey(index)) {
            throw in.corrupt(
                    "reads value " + Integer.toUnsignedString(index) + " of its memo, which was never written");
        }
        return memo.get(index);
    }

    private void mark() {
        if (marks.size() >= MAX_STACK) {
            throw in.corrupt("sets more than " + MAX_STACK + " marks");
        }
        charge(1);
        marks.add(stack.size());
    }

    /** Pushes a value that takes more memory than a number. */
    private void pushNew(Object value) {
        charge(CONTAINER);
        push(value);
    }

    private void push(Object value) {
        if (stack.size() >= MAX_STACK) {
            throw in.corrupt("puts more than " + MAX_STACK + " values on its stack");
        }
        charge(1);
        stack.add(value);
    }

    /** Counts values made, so that a small input cannot make many by repetition. */
    private void charge(long count) {
        in.budget().values(count);
    }

    private Object top() {
        if (stack.size() <= floor()) {
            throw in.corrupt("uses a value of an empty stack");
        }
        return stack.get(stack.size() - 1);
    }

    private int floor() {
        return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    }

    private List<Object> pop(int count) {
        if (stack.size() - floor() < count) {
            throw in.corrupt("takes " + count + " values from a stack of " + (stack.size() - floor()));
        }
        return take(stack.size() - count);
    }

    private List<Object> popMark() {
        if (marks.isEmpty()) {
            throw in.corrupt("refers to a mark that was never set");
        }
        return take(marks.remove(marks.size() - 1));
    }

    private List<Object> take(int from) {
        List<Object> tail = stack.subList(from, stack.size());
        List<Object> taken = new ArrayList<>(tail);
        tail.clear();
        return taken;
    }
}
