/** Recognises single values of each kind of data. Pure; nothing here keeps or shows a value. */
@NullMarked
package dev.sallyport.classify.detect;

import org.jspecify.annotations.NullMarked;
