package io.metaformer4j.weights.pickle;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which global names a pickle may mention at all.
 *
 * <p>No name is ever resolved, so mentioning one is harmless by itself; but a file that mentions the operating system
 * or the interpreter is not a checkpoint, and saying so at once is better than going on.
 */
final class PickleGlobals {

    private static final Map<String, String> PYTHON_2_MODULES =
            Map.of("__builtin__", "builtins", "copy_reg", "copyreg");

    private static final Map<String, String> PYTHON_2_NAMES = Map.of("builtins.xrange", "builtins.range");

    /** Modules of which no name is accepted, not even as data. */
    private static final Set<String> FORBIDDEN_MODULES = names(
            """
            os posix nt sys subprocess commands importlib imp runpy pty shutil socket ctypes code
            codeop pickle _pickle cPickle marshal types webbrowser multiprocessing threading asyncio
            signal inspect pdb bdb timeit urllib http ftplib operator functools builtins _codecs pip
            setuptools ensurepip gc tempfile io _io
            """);

    private static final Set<String> ALLOWED_OF_FORBIDDEN = names(
            """
            _codecs.encode builtins.set builtins.frozenset builtins.bytearray builtins.complex
            builtins.list builtins.dict builtins.tuple builtins.int builtins.float builtins.str
            builtins.bool builtins.bytes builtins.object builtins.slice builtins.range
            builtins.long builtins.unicode builtins.Ellipsis builtins.type builtins.abs builtins.len
            builtins.max builtins.min builtins.print builtins.round builtins.sorted builtins.sum
            types.SimpleNamespace functools.partial
            """);

    /** Reads an attribute: of a class, under a plain name, that can only name a method or a constant of it. */
    private static final String ATTRIBUTE = "builtins.getattr";

    /** Packages of which only listed classes are accepted in calls, since loading code lies among them. */
    private static final Pattern CODE = Pattern.compile("torch\\.(nn|jit|hub|package|fx|_dynamo|export)\\..*");

    private static final Pattern CLASS = Pattern.compile("(?:[A-Za-z_]\\w*\\.)+_?[A-Z]\\w*");
    private static final Pattern NUMPY_RANDOM =
            Pattern.compile("numpy\\.random\\.\\w+\\.(__pyx_unpickle_\\w+|__\\w+_ctor)");
    private static final Pattern PUBLIC = Pattern.compile("[A-Za-z]\\w*");

    private PickleGlobals() {}

    /** The words of a text. */
    static Set<String> names(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    /** A global name, refused if nothing in its module is harmless. */
    static PickleNode.Symbol symbol(PickleInput in, String module, String name, long offset) {
        if (module.length() > PickleInput.MAX_LINE || name.length() > PickleInput.MAX_LINE) {
            throw in.corrupt("holds a global name longer than " + PickleInput.MAX_LINE + " bytes");
        }
        String current = PYTHON_2_MODULES.getOrDefault(module, module);
        String full = PYTHON_2_NAMES.getOrDefault(current + "." + name, current + "." + name);
        PickleNode.Symbol symbol = new PickleNode.Symbol(full, offset);
        int dot = current.indexOf('.');
        String topLevel = dot < 0 ? current : current.substring(0, dot);
        boolean harmless = ALLOWED_OF_FORBIDDEN.contains(symbol.name) || isAttribute(symbol);
        if (FORBIDDEN_MODULES.contains(topLevel) && !harmless) {
            throw in.unsafe(symbol);
        }
        return symbol;
    }

    /** Whether this is {@code getattr}, which may be called as {@link #isMember} allows and may not be left over. */
    static boolean isAttribute(PickleNode.Symbol symbol) {
        return symbol.name.equals(ATTRIBUTE);
    }

    /** Whether arguments of {@code getattr} only name a member of a class, as methods and flags are pickled. */
    static boolean isMember(List<Object> arguments) {
        return arguments.size() == 2
                && arguments.get(0) instanceof PickleNode.Symbol owner
                && isClass(owner.name)
                && arguments.get(1) instanceof String name
                && PUBLIC.matcher(name).matches();
    }

    /**
     * Whether a name looks like that of a class, or of what numpy makes its random generators with. Calling it, as members of
     * enumerations are pickled, then makes an inert object that bears the name.
     */
    static boolean isClass(String name) {
        return (CLASS.matcher(name).matches() && !CODE.matcher(name).matches())
                || NUMPY_RANDOM.matcher(name).matches();
    }
}
