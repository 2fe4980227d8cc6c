package io.pushcore;

import java.util.List;
import java.util.Map;

/**
 * Counters and gauges of one broker at a moment; counters count from its start.
 *
 * @param channels channels in use
 * @param subscriptions readers of channels and patterns, in the process and on connections
 * @param connections open connections
 * @param sessions sessions, those in their grace included
 * @param published messages appended
 * @param publishedBytes their payloads
 * @param repeats publishes that an idempotency key dropped
 * @param refused publishes that failed
 * @param delivered messages handed to readers, one for each reader
 * @param gaps gaps shown to readers
 * @param handlerFailures exceptions that subscribers threw
 * @param inFlightBytes bytes of publishes that wait for the storage
 * @param hotWindowBytes bytes held by hot windows
 * @param tapeBytes bytes of segments held by tapes and by writes in flight
 * @param pageBytes bytes of encoded pages of the log that are held for readers that catch up
 * @param encodings messages encoded for the wire; once per message and wire form, not per reader
 * @param frozenChannels channels whose storage refused a write and that wait for a probe
 * @param errors refusals by error code
 * @param commands what clients asked, by the name of the command
 * @param commandTimes how long those that were answered took, by the name of the command
 * @param transports open connections by what carries them
 * @param receivedBytes bytes that came on connections
 * @param sentBytes bytes written to connections
 * @param rates the last second
 * @param highestRates the highest of each since the start
 * @param storage how long appends took
 * @param busyChannels the busiest in the last second, at most ten, the busiest first
 * @param slowReaders the slowest of those whose connection had a write in flight a moment ago, at most ten, the slowest first
 * @param cluster the other nodes and what is known of them
 */
public record Stats(
        long channels,
        long subscriptions,
        long connections,
        long sessions,
        long published,
        long publishedBytes,
        long repeats,
        long refused,
        long delivered,
        long gaps,
        long handlerFailures,
        long inFlightBytes,
        long hotWindowBytes,
        long tapeBytes,
        long pageBytes,
        long encodings,
        long frozenChannels,
        Map<ErrorCode, Long> errors,
        Map<String, Long> commands,
        Map<String, CommandTimes> commandTimes,
        Map<String, Long> transports,
        long receivedBytes,
        long sentBytes,
        Rates rates,
        Rates highestRates,
        StorageTimes storage,
        List<BusyChannel> busyChannels,
        List<SlowReader> slowReaders,
        ClusterStats cluster) {
    public Stats {
        errors = Map.copyOf(errors);
        commands = Map.copyOf(commands);
        commandTimes = Map.copyOf(commandTimes);
        transports = Map.copyOf(transports);
        busyChannels = List.copyOf(busyChannels);
        slowReaders = List.copyOf(slowReaders);
    }
}
