package io.pushcore.netty.xiucall;

import io.pushcore.netty.http.Request;
import java.util.List;

/** Whole numbers in a query, and the sentences about those that are none. */
final class Numbers {
    /** No bounds. */
    static final Bounds ANY = new Bounds(Long.MIN_VALUE, Long.MAX_VALUE);

    private Numbers() {}

    /** Neither of the two belongs to it. */
    record Bounds(long above, long below) {}

    static Bounds within(long above, long below) {
        return new Bounds(above, below);
    }

    /** Reads one; what is wrong with it is added to the errors. */
    static long read(Request request, String name, long usual, Bounds bounds, List<String> errors) {
        String text = request.parameter(name).orElse("");
        if (text.isEmpty()) {
            return usual;
        }
        if (!text.matches("-?\\d{1,10}")) {
            return wrong(name, "is not integer.", usual, errors);
        }
        long number = Long.parseLong(text);
        if (number <= bounds.above) {
            return wrong(name, "must great than " + bounds.above + ".", usual, errors);
        }
        return number >= bounds.below ? wrong(name, "must less than " + bounds.below + ".", usual, errors) : number;
    }

    private static long wrong(String name, String sentence, long usual, List<String> errors) {
        errors.add("{\"" + name + "\":\"" + name + " " + sentence + "\"}");
        return usual;
    }
}
