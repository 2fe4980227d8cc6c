/** A round sign for a user: the first letter, in a colour that follows from the name. */
export function portrait(user) {
  const sign = document.createElement('span')
  sign.className = 'portrait'
  sign.ariaHidden = 'true'
  sign.textContent = [...user][0]?.toUpperCase() ?? '·'
  let hue = 0
  for (const letter of user) {
    hue = (hue * 31 + letter.codePointAt(0)) % 360
  }
  sign.style.setProperty('--hue', hue)
  return sign
}
