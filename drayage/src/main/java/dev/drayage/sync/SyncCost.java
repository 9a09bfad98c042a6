package dev.drayage.sync;

/**
 * What sending an image takes.
 *
 * @param image the image
 * @param blobs blobs to be sent, each counted for the first image that needs it
 * @param bytes bytes of them
 * @param thereBlobs the others: they are there, or sent with an image before
 * @param thereBytes bytes of those
 */
public record SyncCost(PlannedImage image, int blobs, long bytes, int thereBlobs, long thereBytes) {}
