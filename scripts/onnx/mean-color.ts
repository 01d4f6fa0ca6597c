/**
 * Mean red, green and blue of the faces that the landmark and descriptor networks were trained on
 * (FaceFeatureExtractor.ts).
 */
export const MEAN_COLOR = [122.782, 117.001, 104.298] as const;
