package io.pushcore.netty.pushd;

import io.pushcore.transport.Output;

/** JSON with a line for each member, as pushd prints it. */
final class Pretty {
    private static final String INDENT = "    ";

    private Pretty() {}

    /** @param compact without white space between its tokens, such as {@code JsonObject} writes */
    static Output of(Output compact) {
        byte[] json = compact.toBytes();
        Output out = new Output(json.length * 2);
        int depth = 0;
        boolean inString = false;
        for (int i = 0; i < json.length; i++) {
            byte value = json[i];
            if (inString) {
                out.put(value);
                if (value == '\\') {
                    out.put(json[++i]);
                }
                inString = value != '"';
            } else if (opens(value) && closes(json[i + 1])) {
                out.put(value).put(json[++i]);
            } else if (opens(value)) {
                newLine(++depth, out.put(value));
            } else if (closes(value)) {
                newLine(--depth, out);
                out.put(value);
            } else if (value == ',') {
                newLine(depth, out.put(value));
            } else {
                out.put(value == ':' ? new byte[] {':', ' '} : new byte[] {value});
                inString = value == '"';
            }
        }
        return out;
    }

    private static boolean opens(byte value) {
        return value == '{' || value == '[';
    }

    private static boolean closes(byte value) {
        return value == '}' || value == ']';
    }

    private static void newLine(int depth, Output out) {
        out.put('\n').put(INDENT.repeat(depth));
    }
}
