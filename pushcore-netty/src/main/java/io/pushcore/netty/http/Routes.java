package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Which path and method leads where. Immutable: each addition gives a changed copy. */
public final class Routes {
    private final List<Entry> entries;

    private Routes(List<Entry> entries) {
        this.entries = entries;
    }

    public static Routes none() {
        return new Routes(List.of());
    }

    /** @param path with at most one segment in braces, such as {@code /channels/{channel}} */
    public Routes with(String method, String path, Route route) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(new Entry(method, segments(path), route));
        return new Routes(List.copyOf(more));
    }

    /** Whether some method leads somewhere from this path, as it came. */
    public boolean knows(String path) {
        List<String> segments = segments(path);
        return entries.stream().anyMatch(entry -> entry.fits(segments));
    }

    /** The methods of a path, as the {@code Allow} header names them. */
    public String methods(String path) {
        List<String> segments = segments(path);
        TreeSet<String> methods = new TreeSet<>();
        for (Entry entry : entries) {
            if (entry.fits(segments)) {
                methods.add(entry.method());
            }
        }
        return String.join(", ", methods);
    }

    /** What is to be done for a request whose path is known; refused if its method is not. */
    public Plan plan(Request request) {
        List<String> segments = segments(request.path());
        for (Entry entry : entries) {
            if (entry.method().equals(request.method()) && entry.fits(segments)) {
                return entry.route().plan(request, entry.variable(segments));
            }
        }
        throw new PushCoreException(ErrorCode.NOT_FOUND, "no such address: " + Names.shown(request.path()));
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }

    private record Entry(String method, List<String> template, Route route) {
        boolean fits(List<String> segments) {
            boolean fits = segments.size() == template.size();
            for (int i = 0; fits && i < segments.size(); i++) {
                fits = isVariable(i)
                        ? !segments.get(i).isEmpty()
                        : template.get(i).equals(segments.get(i));
            }
            return fits;
        }

        String variable(List<String> segments) {
            for (int i = 0; i < segments.size(); i++) {
                if (isVariable(i)) {
                    return name(PercentCoding.segment(segments.get(i)));
                }
            }
            return "";
        }

        /** Clients and proxies take such segments away, encoded or not (RFC 3986, section 5.2.4): who asks means another path. */
        private static String name(String decoded) {
            if (decoded.equals(".") || decoded.equals("..")) {
                throw new PushCoreException(ErrorCode.BAD_NAME, "name in a path must not be . or ..");
            }
            return decoded;
        }

        private boolean isVariable(int index) {
            return template.get(index).startsWith("{");
        }
    }
}
