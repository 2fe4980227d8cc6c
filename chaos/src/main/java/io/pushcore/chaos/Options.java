package io.pushcore.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What is asked for.
 *
 * @param time the least it takes
 * @param kills the least number of them, and so on
 * @param deliveries the least number of messages that are handed to readers
 * @param readers so many of the line protocol, and so many of Centrifuge's
 * @param replicated whether a standby has what is acknowledged
 * @param longOneIn one fault in so many may last as long as its kind may; 0 for none
 */
record Options(
        long seed,
        Duration time,
        Set<Fault> faults,
        int kills,
        int pauses,
        int partitions,
        long deliveries,
        int readers,
        boolean replicated,
        int longOneIn) {
    static final String USAGE =
            "[seed=SEED] [minutes=4] [faults=kill,stop,hints,carrier,database,partition,clock,rolling]"
                    + " [kills=0] [pauses=0] [partitions=0] [deliveries=0] [readers=5] [replicated=false] [long-one-in=0]; further faults: promote, promote-late";
    private static final Set<Fault> ALL = EnumSet.range(Fault.KILL, Fault.PROMOTE_LATE);

    static Options of(String[] words, long freshSeed) {
        long seed = freshSeed;
        Duration time = Duration.ofMinutes(4);
        Set<Fault> faults = unlessSaid();
        int kills = 0;
        int pauses = 0;
        int partitions = 0;
        long deliveries = 0;
        int readers = 5;
        boolean replicated = false;
        int longOneIn = 0;
        for (String word : words) {
            String[] parts = word.split("=", 2);
            String value = parts.length == 2 ? parts[1].replace("_", "") : "";
            switch (parts[0]) {
                case "seed" -> seed = Long.parseLong(value);
                case "minutes" -> time = Duration.ofSeconds(Math.round(Double.parseDouble(value) * 60));
                case "faults" -> faults = faults(value);
                case "kills" -> kills = Integer.parseInt(value);
                case "pauses" -> pauses = Integer.parseInt(value);
                case "partitions" -> partitions = Integer.parseInt(value);
                case "readers" -> readers = Integer.parseInt(value);
                case "replicated" -> replicated = Boolean.parseBoolean(value);
                case "long-one-in" -> longOneIn = Integer.parseInt(value);
                case "deliveries" -> deliveries = Long.parseLong(value);
                default -> throw new IllegalArgumentException("unknown: " + word + "; there are " + USAGE);
            }
        }
        if (replicated && faults.contains(Fault.PROMOTE_LATE)) {
            throw new IllegalArgumentException("promote-late: with replicated=true no standby is behind");
        }
        return new Options(seed, time, faults, kills, pauses, partitions, deliveries, readers, replicated, longOneIn);
    }

    /** All but promotions; clocks are set where there is a library for it. */
    private static Set<Fault> unlessSaid() {
        EnumSet<Fault> faults = EnumSet.range(Fault.KILL, Fault.ROLLING);
        if (NodeClock.library().isEmpty()) {
            faults.remove(Fault.CLOCK);
        }
        return faults;
    }

    private static Set<Fault> faults(String names) {
        List<Fault> found = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            List<Fault> meant = Arrays.stream(Fault.values())
                    .filter(ALL::contains)
                    .filter(fault -> fault.option().equals(name)
                            || (name.equals("partition") && fault.option().startsWith("partition-")))
                    .toList();
            if (meant.isEmpty()) {
                throw new IllegalArgumentException("unknown fault: " + name + "; there are " + USAGE);
            }
            found.addAll(meant);
        }
        if (found.contains(Fault.CLOCK) && NodeClock.library().isEmpty()) {
            throw new IllegalArgumentException("clock: needs Debian's package libfaketime");
        }
        return EnumSet.copyOf(found);
    }

    /** At the least so often. */
    int least(Fault fault) {
        return switch (fault) {
            case KILL -> kills;
            case STOP -> pauses;
            case PARTITION_CARRIER, PARTITION_DATABASE -> (partitions + 1) / 2;
            default -> 0;
        };
    }

    /** How long a fault lasts at most where there is time for it. */
    Duration longest(Duration wished, Random random) {
        if (longOneIn > 0 && random.nextInt(longOneIn) == 0) {
            return wished;
        }
        Duration most = time.dividedBy(24);
        return wished.compareTo(most) > 0 ? most : wished;
    }
}
