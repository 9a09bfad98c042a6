package dev.drayage.store;

import java.time.Duration;

/**
 * How long those who share a store wait for one that has died.
 *
 * @param lock after how long without a sign of life its work is taken over
 * @param removal how long bytes may take to be removed, and so until when nobody brings them back
 */
record SharedTiming(Duration lock, Duration removal) {
    static final SharedTiming DEFAULT = new SharedTiming(Duration.ofSeconds(30), Duration.ofSeconds(30));
}
