package io.pushcore;

/**
 * What became of records so far.
 *
 * @param records read and done with, those that were rejected included
 * @param stored publications that were appended, one for each user and channel of a record
 * @param repeated publications that stood there already
 * @param rejected records that stand in {@link IngestRules#REJECTED}
 * @param failures attempts that failed and were, or are to be, repeated
 */
public record IngestCounts(long records, long stored, long repeated, long rejected, long failures) {}
