package io.pushcore.netty.xiucall;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client signs with: {@code md5hex(seconds + key + id) + "," + seconds}, good for 15 minutes before and after. Seconds are those since 1970, which are
 * the same in all time zones.
 */
public final class Signature {
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{32}),(\\d{1,11})");
    private static final Duration WINDOW = Duration.ofMinutes(15);

    private Signature() {}

    /** Whether this is the signature of an id, now. */
    public static boolean holds(String key, String id, String shown, Instant now) {
        Matcher form = FORM.matcher(shown);
        if (!form.matches()) {
            return false;
        }
        // as they came: a zero in front is part of what was signed
        String seconds = form.group(2);
        boolean same =
                MessageDigest.isEqual(digest(seconds, key, id), HexFormat.of().parseHex(form.group(1)));
        return same && Math.abs(now.getEpochSecond() - Long.parseLong(seconds)) <= WINDOW.toSeconds();
    }

    private static byte[] digest(String seconds, String key, String id) {
        try {
            return MessageDigest.getInstance("MD5").digest((seconds + key + id).getBytes(UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            // every JDK has it
            throw new IllegalStateException(impossible);
        }
    }
}
