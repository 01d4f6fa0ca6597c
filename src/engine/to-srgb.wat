;; Converts pixels (red, green, blue, a byte each) to sRGB, in place.
;; to-srgb.ts has this program as bytes, and test/engine/to-srgb.test.ts compares them with this text.
;; Memory: from 0, for each byte of red, then of green, then of blue, what it adds to each linear color (four 32-bit numbers, the last unused),
;; in sixteenths of a step of light; from 12288, the sRGB byte of each step; from 32768, the pixels.
(module
  (memory (export "memory") 4)
  ;; Converts the pixels from one address up to another.
  (func (export "convert") (param $at i32) (param $end i32)
    (local $light v128)
    (loop $pixels
      (local.set $light
        (i32x4.shr_s
          (i32x4.add
            (i32x4.add
              (v128.load offset=0 (i32.shl (i32.load8_u offset=0 (local.get $at)) (i32.const 4)))
              (v128.load offset=4096 (i32.shl (i32.load8_u offset=1 (local.get $at)) (i32.const 4))))
            (v128.load offset=8192 (i32.shl (i32.load8_u offset=2 (local.get $at)) (i32.const 4))))
          (i32.const 4)))
      (i32.store8 offset=0 (local.get $at) (i32.load8_u offset=12288 (i32x4.extract_lane 0 (local.get $light))))
      (i32.store8 offset=1 (local.get $at) (i32.load8_u offset=12288 (i32x4.extract_lane 1 (local.get $light))))
      (i32.store8 offset=2 (local.get $at) (i32.load8_u offset=12288 (i32x4.extract_lane 2 (local.get $light))))
      (br_if $pixels
        (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 3))) (local.get $end))))))
