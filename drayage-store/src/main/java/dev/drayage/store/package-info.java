/**
 * The local content store: blobs in files that namespaces share, and the images, labels and leases of each namespace in
 * one database. Any number of processes may use it at once.
 */
@NullMarked
package dev.drayage.store;

import org.jspecify.annotations.NullMarked;
