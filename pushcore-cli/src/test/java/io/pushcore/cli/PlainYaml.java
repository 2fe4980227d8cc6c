package io.pushcore.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The YAML that files for operators are written in: mappings and lists by indentation, lists in brackets on one line, text in double quotes without
 * escapes, anchors of mappings and their merging. All that is more is an error with its line. Every scalar is a text.
 */
final class PlainYaml {
    private static final Pattern ENTRY = Pattern.compile("([A-Za-z0-9_./<-]+):(?: +(.*))?");
    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#[^\"]*$");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_/$.-](?:(?!: |\\s#)[^\"'\\\\])*");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"\\\\]*)\"");
    /** Some readers take these for true and false. */
    private static final Pattern AMBIGUOUS = Pattern.compile("(?i)y|n|yes|no|on|off");

    private final Deque<Line> lines = new ArrayDeque<>();
    private final Map<String, Map<String, Object>> anchors = new HashMap<>();

    private record Line(int number, int indent, String text) {
        IllegalArgumentException wrong(String what) {
            return new IllegalArgumentException("line " + number + ": " + what + ": " + text);
        }

        boolean isItem() {
            return text.startsWith("- ");
        }
    }

    private PlainYaml() {}

    /** Each document, in turn. */
    static List<Map<String, Object>> documents(String file) {
        List<Map<String, Object>> documents = new ArrayList<>();
        PlainYaml next = new PlainYaml();
        int number = 0;
        for (String raw : file.split("\n", -1)) {
            number++;
            String text = COMMENT.matcher(raw).replaceFirst("").stripTrailing();
            if (text.equals("---")) {
                documents.add(next.document());
                next = new PlainYaml();
            } else if (!text.isBlank()) {
                String stripped = text.stripLeading();
                Line line = new Line(number, text.length() - stripped.length(), stripped);
                if (text.indexOf('\t') >= 0) {
                    throw line.wrong("a tab");
                }
                next.lines.add(line);
            }
        }
        documents.add(next.document());
        return documents;
    }

    private Map<String, Object> document() {
        Map<String, Object> all = mapping(0);
        if (!lines.isEmpty()) {
            throw lines.element().wrong("does not belong here");
        }
        return all;
    }

    private Map<String, Object> mapping(int indent) {
        Map<String, Object> entries = new LinkedHashMap<>();
        Map<String, Object> merged = new LinkedHashMap<>();
        while (isAt(indent) && !lines.element().isItem()) {
            Line line = lines.remove();
            Matcher entry = ENTRY.matcher(line.text);
            if (!entry.matches()) {
                throw line.wrong("is no entry of a mapping");
            }
            String value = entry.group(2) == null ? "" : entry.group(2);
            if (entry.group(1).equals("<<")) {
                merged.putAll(anchor(line, value));
            } else if (entries.put(entry.group(1), value(line, value)) != null) {
                throw line.wrong("stands there twice");
            }
        }
        merged.forEach(entries::putIfAbsent);
        return entries;
    }

    private Map<String, Object> anchor(Line line, String value) {
        Map<String, Object> there = anchors.get(value.replaceFirst("^\\*", ""));
        if (there == null || !value.startsWith("*")) {
            throw line.wrong("there is no such anchor");
        }
        return there;
    }

    private Object value(Line line, String value) {
        if (!value.isEmpty() && !value.startsWith("&")) {
            return scalar(line, value);
        }
        Line next = lines.peek();
        if (next == null || next.indent <= line.indent) {
            return "";
        }
        if (next.isItem()) {
            return items(next.indent);
        }
        Map<String, Object> below = mapping(next.indent);
        if (value.startsWith("&")) {
            anchors.put(value.substring(1), below);
        }
        return below;
    }

    private List<Object> items(int indent) {
        List<Object> items = new ArrayList<>();
        while (isAt(indent) && lines.element().isItem()) {
            Line line = lines.remove();
            Line inner =
                    new Line(line.number, indent + 2, line.text.substring(2).stripLeading());
            if (ENTRY.matcher(inner.text).matches()) {
                lines.addFirst(inner);
                items.add(mapping(indent + 2));
            } else {
                items.add(scalar(inner, inner.text));
            }
        }
        return items;
    }

    /** Whether there is a line at this depth; what is deeper belongs to nothing. */
    private boolean isAt(int indent) {
        Line next = lines.peek();
        if (next != null && next.indent > indent) {
            throw next.wrong("is too deep");
        }
        return next != null && next.indent == indent;
    }

    private static Object scalar(Line line, String text) {
        if (text.equals("{}")) {
            return Map.of();
        }
        if (text.startsWith("[") && text.endsWith("]")) {
            return Arrays.stream(text.substring(1, text.length() - 1).split(", *", -1))
                    .map(one -> scalar(line, one))
                    .toList();
        }
        Matcher quoted = QUOTED.matcher(text);
        if (quoted.matches()) {
            return quoted.group(1);
        }
        if (!PLAIN.matcher(text).matches() || AMBIGUOUS.matcher(text).matches()) {
            throw line.wrong("needs quotes");
        }
        return text;
    }
}
