// The second tap of a double tap lands on what the first one brought to light: on a word of the sheet, or, after Save, on the
// button that opens it anew with the camera. Nobody means that one.
export const isMeant = (event) => event.detail < 2;
