package io.metaformer4j.weights;

import java.util.Map;
import java.util.Set;

/**
 * Which global names a pickle may mention at all.
 *
 * <p>No name is ever resolved, so mentioning one is harmless by itself; but a file that mentions the operating system
 * or the interpreter is not a checkpoint, and saying so at once is better than going on.
 */
final class PickleGlobals {

    private static final Map<String, String> PYTHON_2_MODULES =
            Map.of("__builtin__", "builtins", "copy_reg", "copyreg");

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
            builtins.long builtins.unicode types.SimpleNamespace
            """);

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
        String today = PYTHON_2_MODULES.getOrDefault(module, module);
        PickleNode.Symbol symbol = new PickleNode.Symbol(today + "." + name, offset);
        int dot = today.indexOf('.');
        String topLevel = dot < 0 ? today : today.substring(0, dot);
        if (FORBIDDEN_MODULES.contains(topLevel) && !ALLOWED_OF_FORBIDDEN.contains(symbol.name)) {
            throw in.unsafe(symbol);
        }
        return symbol;
    }
}
