package io.pushcore.netty.minipush;

import io.pushcore.Payload;
import io.pushcore.netty.http.JsonText;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** JSON as minipush writes it: what is zero, false or empty is left out. */
final class MinipushJson {
    /** Codes of gRPC. */
    static final int INVALID = 3;

    private static final int DENIED = 7;
    private static final int TOO_MUCH = 8;
    private static final int NOT_BUILT = 12;
    private static final int INTERNAL = 13;

    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,9}");

    private MinipushJson() {}

    /** The fields of an object, one after the other. */
    static final class Fields {
        private final Output out;
        private char before = '{';

        Fields(Output out) {
            this.out = out;
        }

        /** The name of a field whose value the caller writes. */
        void name(String name) {
            out.put(before).put('"').put(name).put("\":");
            before = ',';
        }

        void number(String name, long value) {
            if (value != 0) {
                name(name);
                out.decimal(value);
            }
        }

        void flag(String name, boolean value) {
            if (value) {
                name(name);
                out.put("true");
            }
        }

        void text(String name, String value) {
            if (!value.isEmpty()) {
                name(name);
                JsonText.string(value, out);
            }
        }

        void end() {
            out.put(before == '{' ? "{}" : "}");
        }
    }

    static void head(long seq, Output out) {
        out.put("{\"head_seq\":").decimal(seq).put('}');
    }

    static void kickoff(Output out) {
        out.put("{\"kickoff\":true}");
    }

    /** A user: a number of 32 bits where the name is one, as clients expect it; another is a string. */
    static void user(String user, Output out) {
        if (isNumber(user)) {
            out.put(user);
        } else {
            JsonText.string(user, out);
        }
    }

    private static boolean isNumber(String user) {
        if (!WHOLE.matcher(user).matches()) {
            return false;
        }
        long number = Long.parseLong(user);
        return number == (int) number;
    }

    /** A payload as it was published; what is no text as base64. */
    static String text(Payload payload) {
        return payload.type() == Payload.Type.BINARY
                ? Base64.getEncoder().encodeToString(payload.bytes())
                : payload.text();
    }

    /** @param asked what was asked, as JSON; empty to leave it out */
    static void error(int code, List<String> params, String asked, Output out) {
        out.put("{\"error\":{\"code\":").decimal(code).put(",\"params\":[");
        String between = "";
        for (String param : params) {
            out.put(between);
            JsonText.string(param, out);
            between = ",";
        }
        out.put(']');
        if (!asked.isEmpty()) {
            out.put(",\"req\":").put(asked);
        }
        out.put("}}");
    }

    /** A command that the broker refused. */
    static void refused(Reply.Refused refused, Output out) {
        switch (refused.code()) {
            case STORAGE_UNAVAILABLE, STORAGE_FULL, STORAGE_CORRUPT, OUTCOME_UNKNOWN, TIMEOUT ->
                error(INTERNAL, List.of("temp storage error"), "", out);
            case FORBIDDEN, UNAUTHENTICATED -> error(DENIED, List.of(refused.sentence()), "", out);
            case LIMIT_REACHED, BUSY -> error(TOO_MUCH, List.of(refused.sentence()), "", out);
            case NOT_YET -> error(NOT_BUILT, List.of(refused.sentence()), "", out);
            case INTERNAL, CLOSED -> error(INTERNAL, List.of(refused.sentence()), "", out);
            default -> error(INVALID, List.of(refused.sentence()), "", out);
        }
    }
}
