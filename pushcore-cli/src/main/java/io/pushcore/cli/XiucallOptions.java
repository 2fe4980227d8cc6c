package io.pushcore.cli;

import io.pushcore.PushCoreException;
import io.pushcore.netty.XiucallSignatures;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is to be spoken of xiucall-push.
 *
 * @param rest where servers of the application push
 * @param connector where clients connect
 * @param signatures what knows clients by what they sign; empty for not at all
 */
record XiucallOptions(int rest, int connector, Optional<XiucallSignatures> signatures) {
    private static final Pattern PORTS = Pattern.compile("(\\d{1,5}):(\\d{1,5})");
    private static final int LAST = 65_535;

    static Optional<XiucallOptions> of(Settings settings) {
        String said = settings.text(Setting.XIUCALL);
        String key = settings.text(Setting.XIUCALL_KEY);
        if (said.equals("off")) {
            if (!key.isEmpty()) {
                throw CommandFailed.usage("--xiucall-key is for clients of --xiucall, which is off");
            }
            return Optional.empty();
        }
        Matcher ports = PORTS.matcher(said);
        if (!ports.matches() || Integer.parseInt(ports.group(1)) > LAST || Integer.parseInt(ports.group(2)) > LAST) {
            throw settings.wrong(Setting.XIUCALL, "must be two ports from 0 to 65535 like 3000:3001, or off");
        }
        return Optional.of(new XiucallOptions(
                Integer.parseInt(ports.group(1)), Integer.parseInt(ports.group(2)), signatures(settings, key)));
    }

    private static Optional<XiucallSignatures> signatures(Settings settings, String key) {
        if (key.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(XiucallSignatures.key(key));
        } catch (PushCoreException refused) {
            throw settings.wrong(Setting.XIUCALL_KEY, "must have 16 characters or more");
        }
    }
}
