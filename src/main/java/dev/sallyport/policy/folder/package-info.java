/** Policies on disk: reading a folder of them, and noticing when it changes. */
@NullMarked
package dev.sallyport.policy.folder;

import org.jspecify.annotations.NullMarked;
