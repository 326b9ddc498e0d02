/**
 * Proposes tags for columns, from names, types, comments and sampled values. Pure: rows come in as arguments, and no
 * value goes out: evidence is made of counts and of words of this package.
 */
@NullMarked
package dev.sallyport.classify;

import org.jspecify.annotations.NullMarked;
