package io.pushcore.callback;

/**
 * What a callback counted since it was made, and what it does now.
 *
 * @param asked calls to the application's server
 * @param remembered answers that were known, or on their way
 * @param refused answers that credentials are wrong or have expired, or that something is denied
 * @param unavailable calls without an answer that can be used, those that took too long included
 * @param timedOut calls that took too long
 * @param turnedAway questions for which there was no place in the line
 * @param inFlight calls at this moment
 * @param waiting calls in the line at this moment
 */
public record CallbackStats(
        long asked,
        long remembered,
        long refused,
        long unavailable,
        long timedOut,
        long turnedAway,
        int inFlight,
        int waiting) {}
