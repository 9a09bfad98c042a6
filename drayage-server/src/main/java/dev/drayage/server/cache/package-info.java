/**
 * A registry in front of another: what is not here is fetched once, served while it comes in, and kept.
 *
 * <p><b>What is kept is a namespace like any other.</b> The cache has one to itself, so that its size is the sum of what is
 * in there, and removing from it takes nothing from anybody. A tag is an image {@code NAME:TAG}, a manifest an image
 * {@code NAME@DIGEST}, and documents have the labels by which a collector of garbage finds what they refer to. So
 * {@code dray ls} shows what is cached, and {@code dray rmi} and {@code dray gc} work: labels refer only to what is there,
 * and content that nothing cached refers to goes when garbage is collected, to be fetched again. A repository is never
 * shown what was cached for another: labels say in which repositories the upstream has had some content.
 *
 * <p><b>One transfer for many.</b> A blob is fetched by a thread of the cache into an ingest, and clients read from that
 * behind the writer, each at its own offset. The end is held back until the digest of the whole was right, so a corrupt
 * blob is never served whole, and its ingest is thrown away. A client that leaves stops nobody: what has begun goes on. A
 * connection that breaks is resumed at the byte; where the upstream stays away the ingest does stay, and is resumed by
 * the next who asks, after a restart too. A second process on the same store writes an ingest of its own while the
 * first holds its ref, and whichever ends first stores the blob.
 *
 * <p><b>Asking again.</b> What a digest names cannot change and is not asked for again. A tag is, some time after it was
 * last confirmed; whoever asks meanwhile waits for the same answer. Where the upstream is out, what was last known is
 * served, and the log says so; a refusal of the upstream, such as 403, is no outage. That something is not there is
 * remembered by nobody.
 *
 * <p><b>Eviction is by image.</b> {@link dev.drayage.server.cache.Census} orders what is there by images, the least recently
 * used first: names go before their manifest, and a manifest before what it refers to, so that no manifest is left behind
 * whose blobs were taken. What is being read or fetched stays. Uses are noted as labels, some minutes apart, since each
 * costs a write to the disk.
 */
@NullMarked
package dev.drayage.server.cache;

import org.jspecify.annotations.NullMarked;
