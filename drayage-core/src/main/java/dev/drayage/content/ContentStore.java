package dev.drayage.content;

/**
 * Content that can be read, taken in and looked after (containerd's {@code content.Store}). Methods should take the
 * narrowest of the interfaces united here; this one is what implementations offer.
 */
public interface ContentStore extends ReadableContent, ContentIngester, ContentManager, IngestManager {}
