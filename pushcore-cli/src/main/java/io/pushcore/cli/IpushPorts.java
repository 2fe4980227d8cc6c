package io.pushcore.cli;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The two ports of ipush.
 *
 * @param clients where clients connect
 * @param admin where servers of the application push
 */
record IpushPorts(int clients, int admin) {
    private static final Pattern PORTS = Pattern.compile("(\\d{1,5}):(\\d{1,5})");
    private static final int LAST = 65_535;

    static Optional<IpushPorts> of(Settings settings) {
        String said = settings.text(Setting.IPUSH);
        if (said.equals("off")) {
            return Optional.empty();
        }
        Matcher ports = PORTS.matcher(said);
        if (!ports.matches() || Integer.parseInt(ports.group(1)) > LAST || Integer.parseInt(ports.group(2)) > LAST) {
            throw settings.wrong(Setting.IPUSH, "must be two ports from 0 to 65535 like 9000:9001, or off");
        }
        return Optional.of(new IpushPorts(Integer.parseInt(ports.group(1)), Integer.parseInt(ports.group(2))));
    }
}
