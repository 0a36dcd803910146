package io.metaformer4j.weights.match;

import io.metaformer4j.zoo.PrintableText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shortens long lists of tensor names: names that differ only in their numbers, and of which the same is to be said, become
 * one line such as {@code stages.{0-3}.blocks.{0-8}.norm1.bias}.
 */
public final class NameGroups {

    private static final Pattern NUMBER = Pattern.compile("(?<=^|\\.)\\d{1,6}(?=\\.|$)");

    /** Names of one form; each member is the numbers in one name. */
    private record Group(String form, String remark, List<List<Integer>> members) {

        /** One line if the members are all combinations of their numbers, else one for each first number. */
        List<String> lines() {
            return lines(members, 0);
        }

        private List<String> lines(List<List<Integer>> some, int fixed) {
            int positions = some.get(0).size();
            long combinations = 1;
            for (int i = 0; i < positions; i++) {
                combinations *= numbers(some, i).size();
            }
            if (combinations <= some.size() || fixed == positions) {
                return List.of(line(some));
            }
            List<String> lines = new ArrayList<>();
            for (int number : numbers(some, fixed)) {
                int position = fixed;
                lines.addAll(lines(
                        some.stream()
                                .filter(member -> member.get(position) == number)
                                .toList(),
                        fixed + 1));
            }
            return lines;
        }

        private String line(List<List<Integer>> some) {
            StringBuilder text = new StringBuilder();
            int end = 0;
            int wildcard = form.indexOf('*');
            for (int i = 0; wildcard >= 0; i++) {
                text.append(form, end, wildcard).append(ranges(numbers(some, i)));
                end = wildcard + 1;
                wildcard = form.indexOf('*', end);
            }
            text.append(form.substring(end)).append(remark);
            return some.size() == 1
                    ? text.toString()
                    : text.append(" (").append(some.size()).append(" tensors)").toString();
        }

        private static SortedSet<Integer> numbers(List<List<Integer>> some, int position) {
            SortedSet<Integer> numbers = new TreeSet<>();
            some.forEach(member -> numbers.add(member.get(position)));
            return numbers;
        }

        private static String ranges(SortedSet<Integer> numbers) {
            if (numbers.size() == 1) {
                return numbers.first().toString();
            }
            List<String> parts = new ArrayList<>();
            int start = numbers.first();
            int last = start;
            for (int number : numbers) {
                if (number > last + 1) {
                    parts.add(start == last ? "" + start : start + "-" + last);
                    start = number;
                }
                last = number;
            }
            parts.add(start == last ? "" + start : start + "-" + last);
            return "{" + String.join(",", parts) + "}";
        }
    }

    private NameGroups() {}

    /**
     * Groups items.
     *
     * @param items the items, in order
     * @param name name of an item
     * @param remark what is to be said of an item
     * @return the lines, groups in the order of their first items
     */
    public static <T> List<String> of(List<T> items, Function<T, String> name, Function<T, String> remark) {
        Map<List<String>, Group> groups = new LinkedHashMap<>();
        for (T item : items) {
            List<Integer> numbers = new ArrayList<>();
            Matcher matcher = NUMBER.matcher(PrintableText.of(name.apply(item)).replace('*', '?'));
            String form = matcher.replaceAll(number -> {
                numbers.add(Integer.valueOf(number.group()));
                return "*";
            });
            String text = remark.apply(item);
            groups.computeIfAbsent(List.of(form, text), key -> new Group(form, text, new ArrayList<>()))
                    .members()
                    .add(numbers);
        }
        return groups.values().stream().flatMap(group -> group.lines().stream()).toList();
    }

    /** Groups names of which nothing else is to be said. */
    public static List<String> of(List<String> names) {
        return of(names, Function.identity(), name -> "");
    }
}
