package io.metaformer4j.vision.data.archive;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Addresses whose query holds a signature, which is another one each time, beside what says which file is meant. */
final class SignedAddress {

    private static final Set<String> PREFIXES = Set.of("x-amz-", "x-goog-", "x-oss-", "x-cos-");

    /** Parameters of signatures that have no such prefix. */
    private static final Set<String> SIGNATURE = Set.of(
            "signature",
            "sig",
            "expires",
            "policy",
            "key-pair-id",
            "awsaccesskeyid",
            "googleaccessid",
            "ossaccesskeyid",
            "token",
            "access_token");

    /** What belongs to a signature called {@code sig}; too short to mean the same anywhere else. */
    private static final Set<String> BESIDE_SIG = Set.of(
            "sv", "ss", "srt", "sr", "sp", "st", "se", "sip", "spr", "si", "skoid", "sktid", "skt", "ske", "sks",
            "skv");

    private SignedAddress() {}

    /** The address without its signature and without its fragment. */
    static String unsigned(String address) {
        String whole = address.replaceFirst("#.*", "");
        int mark = whole.indexOf('?');
        if (mark < 0) {
            return whole;
        }
        String[] parameters = whole.substring(mark + 1).split("&", -1);
        boolean sig = Arrays.stream(parameters).anyMatch(parameter -> "sig".equals(name(parameter)));
        String rest = Arrays.stream(parameters)
                .filter(parameter -> !isSignature(name(parameter)) && !(sig && BESIDE_SIG.contains(name(parameter))))
                .collect(Collectors.joining("&"));
        return whole.substring(0, mark) + (rest.isEmpty() ? "" : "?" + rest);
    }

    private static String name(String parameter) {
        int sign = parameter.indexOf('=');
        return (sign < 0 ? parameter : parameter.substring(0, sign)).toLowerCase(Locale.ROOT);
    }

    private static boolean isSignature(String name) {
        return SIGNATURE.contains(name) || PREFIXES.stream().anyMatch(name::startsWith);
    }
}
